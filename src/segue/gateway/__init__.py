"""How the world outside speaks to a node. Which request is let in, never what it means.

* `gateway.web`: HTTP and WebSocket for the screens and phones.
* `gateway.broker`: what the signal protocols need from the node, whatever they look like outside.
"""
