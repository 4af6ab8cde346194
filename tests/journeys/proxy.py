"""nginx in front of two panels that share a store. As a balancer should, it gives a request that changes something to one of
them alone and asks the other for all else when one does not answer; streams go to the first while it lives, so that a
journey knows whom to kill."""

import pathlib
import subprocess

from processes import accepts_connections, end, free_port, program, wait_until

CONFIG = """
daemon off;
worker_processes 1;
error_log {folder}/error.log;
pid {folder}/nginx.pid;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  proxy_http_version 1.1;
  proxy_set_header Host $http_host;
  proxy_set_header X-Forwarded-For $remote_addr;
  proxy_set_header X-Forwarded-Proto $scheme;
  proxy_next_upstream error timeout;
  upstream panels {{
    server {first} max_fails=1 fail_timeout=1s;
    server {second} max_fails=1 fail_timeout=1s;
  }}
  upstream streams {{
    server {first} max_fails=1 fail_timeout=1s;
    server {second} backup;
  }}
  server {{
    listen 127.0.0.1:{port};
    location / {{ proxy_pass http://panels; }}
    location = /api/v1/events {{ proxy_pass http://streams; }}
  }}
}}
"""

# For `mirante serve`: the proxy is believed.
TRUSTED = ("--trusted-proxy", "127.0.0.1/32")


class Proxy:
    """At `url`; `panels` are two that listen for browsers."""

    def __init__(self, folder: pathlib.Path, panels):
        # As root, nginx's worker is another user that may not read the folder.
        folder.chmod(0o755)
        port = free_port()
        first, second = (panel.url.removeprefix("http://") for panel in panels)
        config = folder / "nginx.conf"
        config.write_text(CONFIG.format(folder=folder, port=port, first=first, second=second))
        nginx = program("nginx", "nginx-light")
        self.process = subprocess.Popen([nginx, "-p", str(folder), "-c", str(config), "-e", "error.log"])
        wait_until(lambda: accepts_connections(port), "nginx listens")
        self.url = f"http://127.0.0.1:{port}"

    def stop(self) -> None:
        end(self.process)
