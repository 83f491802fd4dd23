#!/usr/bin/python3
"""A real IMAP server for one test: Debian's Dovecot, unpacked and not installed, on loopback, for nobody else.

  imap_server.py FOLDER

Prints "PORT TLS_PORT" when it is ready and ends with its standard input. Any user signs in with the password "secret"; the
mailbox is FOLDER/home/Maildir, the certificate FOLDER/cert.pem. Exit status 77: it cannot be run here.
Dovecot looks for its parts in /usr, so that it gets a /usr of its own: a mount that no other process sees.
"""
import os
import socket
import subprocess
import sys
import time

PROJECT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
PACKAGES = ("dovecot-core", "dovecot-imapd")
NOBODY = 65534


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def skip(why):
    print(f"imap_server.py: {why}", file=sys.stderr)
    sys.exit(77)


def write_configuration(folder, port, tls_port):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{folder}/key.pem", "-out", f"{folder}/cert.pem", "-days", "2",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(f"{folder}/dovecot.conf", "w", encoding="utf-8") as file:
        file.write(f"""base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
default_login_user = nobody
default_internal_user = nobody
default_internal_group = nogroup
first_valid_uid = 1
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
mail_location = maildir:{folder}/home/Maildir
disable_plaintext_auth = no
auth_failure_delay = 0
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={NOBODY} gid={NOBODY} home={folder}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
""")


def main():
    folder = os.path.realpath(sys.argv[1])
    if os.getuid() != 0:
        skip("only root can give it a /usr of its own")
    if subprocess.run([f"{PROJECT}/bin/unpack", *PACKAGES], stdout=subprocess.DEVNULL, check=False).returncode != 0:
        skip("Dovecot cannot be fetched here")
    for name in ("run", "state", "home"):
        os.makedirs(f"{folder}/{name}", exist_ok=True)
    port, tls_port = free_port(), free_port()
    write_configuration(folder, port, tls_port)
    subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", folder], check=True)
    lower = ":".join([f"{PROJECT}/build/peers/{name}/usr" for name in PACKAGES] + ["/usr"])
    command = (f"mount -t overlay overlay -o lowerdir={lower} /usr && "
               f"exec setpriv --reuid={NOBODY} --regid={NOBODY} --clear-groups dovecot -F -c {folder}/dovecot.conf")
    server = subprocess.Popen(["unshare", "-m", "sh", "-c", command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        for _ in range(100):
            if server.poll() is not None:
                skip("Dovecot does not start here: " + server.stderr.read().strip())
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=2) as client:
                    if client.recv(4) == b"* OK":
                        break
            except OSError:
                time.sleep(0.05)
        else:
            skip("Dovecot does not answer")
        print(port, tls_port, flush=True)
        sys.stdin.read()
    finally:
        server.terminate()
        server.wait(20)


if __name__ == "__main__":
    main()
