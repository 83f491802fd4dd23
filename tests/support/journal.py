"""What a long test found, kept in a file as it comes, so that a run which was cut off goes on where it was. The first
line says what it is about, with the build: what was found of another build says nothing about this one."""
import hashlib
import json
import os


class Journal:
    def __init__(self, path, program, **about):
        """Without a path nothing is kept."""
        self.entries = []
        self.file = None
        if not path:
            return
        with open(program, "rb") as file:
            about["program"] = hashlib.sha256(file.read()).hexdigest()
        if os.path.exists(path):
            self.read(path, about)
        self.file = open(path, "a", encoding="utf-8")
        if os.path.getsize(path) == 0:
            self.write(about)

    def read(self, path, about):
        with open(path, encoding="utf-8") as file:
            lines = file.read().split("\n")[:-1]  # the last line may have been cut off with the run
        if lines and json.loads(lines[0]) != about:
            raise RuntimeError(f"{path} is of another run or of another build; give another --state, or remove it")
        self.entries = [json.loads(line) for line in lines[1:]]
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in lines)
        if self.entries:
            print(f"{len(self.entries)} results are taken over from {path}")

    def write(self, line):
        self.file.write(json.dumps(line) + "\n")
        self.file.flush()

    def add(self, entry):
        self.entries.append(entry)
        if self.file:
            self.write(entry)
