"""A machine of its own for the programs of docs/operating/mail.md: the packages' files lie over this machine's, the network
has no way out, and nothing that is written stays. Postfix begins as root, so this needs root, or is skipped."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

from sinks import unpack
from verdict import SKIPPED, skip

INNER = "MUSTER_TEST_INNER"
NEEDED = ["postfix", "opendkim", "opendkim-tools", "libmail-dkim-perl", "python3-dkim", "python3-dnspython"]


def list_packages():
    """What apt would install for them here, without installing."""
    done = subprocess.run(["apt-get", "-s", "-o", "Debug::NoLocking=true", "--no-install-recommends", "install", *NEEDED], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
    return sorted(set(re.findall(r"^Inst (\S+)", done.stdout, re.MULTILINE)) | {"postfix"})


def enter_machine(folder):
    """Runs this program again where the packages' files lie over this machine's, and nothing that is written stays."""
    packages = list_packages()
    layers = [unpack(name) for name in packages]
    if len(packages) < len(NEEDED) - 2 or None in layers:
        return skip("some packages could not be fetched: " + " ".join(packages))
    script = ["set -eu", "ip link set lo up", f"mount -t tmpfs none {folder}"]
    for top in ("usr", "etc", "var"):
        lower = ":".join([path + "/" + top for path in layers if os.path.isdir(path + "/" + top)] + ["/" + top])
        script += [f"mkdir -p {folder}/{top}/upper {folder}/{top}/work", f"mount -t overlay none -o lowerdir={lower},upperdir={folder}/{top}/upper,workdir={folder}/{top}/work /{top}"]
    script += ["mount -t tmpfs none /run", "ldconfig", 'exec "$0" "$@"']
    command = ["unshare", "--mount", "--net", "--pid", "--fork", "--mount-proc", "--propagation", "private", "sh", "-c", "\n".join(script), *sys.argv]
    return subprocess.run(command, env=dict(os.environ, **{INNER: "1"}), check=False).returncode


def run_quietly(*words, **more):
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **more)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {done.stdout[-800:]}")
    return done.stdout


def add_people():
    """What the packages' own scripts would do."""
    for group in ("postfix", "postdrop", "opendkim"):
        run_quietly("groupadd", "--system", group)
    for user in ("postfix", "opendkim"):
        run_quietly("useradd", "--system", "--gid", user, "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", user)
    for folder in ("/etc/dkimkeys", "/run/opendkim", "/var/spool/postfix", "/var/lib/postfix"):
        os.makedirs(folder, exist_ok=True)
    run_quietly("chown", "opendkim:opendkim", "/etc/dkimkeys", "/run/opendkim")
    run_quietly("chown", "postfix:postfix", "/var/lib/postfix")
    os.chmod("/etc/dkimkeys", 0o700)


def run_in_machine(run_inner, arguments, folder):
    """run_inner(arguments, folder) in such a machine, of which this program is the first process."""
    if INNER in os.environ:
        return run_inner(arguments, folder)
    if os.geteuid() != 0 or subprocess.run(["unshare", "--mount", "--net", "true"], check=False, stderr=subprocess.DEVNULL).returncode != 0:
        print("skipped: Postfix begins as root, and this user may not make a machine of its own")
        return SKIPPED
    machine = tempfile.mkdtemp(prefix="muster-machine-")
    try:
        return enter_machine(machine)
    finally:
        shutil.rmtree(machine, ignore_errors=True)
