"""A panel's own figures, as Prometheus reads them."""

import re

from panel import Panel, SocketConnection


def figure(panel: Panel, name: str) -> float:
    """Of a figure without labels."""
    connection = SocketConnection(str(panel.data / "mirante.sock"))
    try:
        connection.request("GET", "/metrics")
        text = connection.getresponse().read().decode()
    finally:
        connection.close()
    return float(re.search(rf"^{name} (\S+)$", text, re.MULTILINE)[1])
