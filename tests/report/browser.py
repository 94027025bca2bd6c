"""A headless Chromium, driven by chromedriver over its HTTP protocol (W3C WebDriver), with nothing but
Python's standard library.

    with Browser() as browser:
        browser.show(path, width=390, dark=True)
        browser.ask("return document.title")
"""
import base64
import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import urllib.request

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--disable-dev-shm-usage", "--hide-scrollbars", "--force-device-scale-factor=1"]


class Browser:
    """Starts on entry, ends on exit."""

    @staticmethod
    def is_installed():
        return shutil.which("chromium") is not None and shutil.which("chromedriver") is not None

    def __enter__(self):
        self.profile = tempfile.TemporaryDirectory()
        self.driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, text=True)
        for line in self.driver.stdout:
            started = re.search(r"started successfully on port (\d+)", line)
            if started:
                break
        else:
            raise RuntimeError("chromedriver did not start")
        self.address = f"http://127.0.0.1:{started[1]}"
        options = {"args": [*FLAGS, f"--user-data-dir={self.profile.name}"],
                   "perfLoggingPrefs": {"enableNetwork": True}}
        self.session = None
        reply = self.send("POST", "/session", {"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}}})
        self.session = reply["sessionId"]
        return self

    def __exit__(self, *_):
        try:
            if self.session:
                self.send("DELETE", "")
        finally:
            self.driver.terminate()
            self.driver.wait()
            self.driver.stdout.close()
            self.profile.cleanup()

    def send(self, method, path, body=None):
        place = f"{self.address}/session/{self.session}{path}" if self.session else self.address + path
        request = urllib.request.Request(place, method=method, headers={"Content-Type": "application/json"},
                                         data=None if body is None else json.dumps(body).encode())
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def command(self, name, **parameters):
        """A command of the DevTools protocol."""
        return self.send("POST", "/goog/cdp/execute", {"cmd": name, "params": parameters})

    def show(self, page, width=1280, height=900, dark=False):
        """Opens a file as a reader with such a screen would see it; what was logged before is forgotten."""
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                     mobile=width < 600)
        self.command("Emulation.setEmulatedMedia",
                     features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        for kind in ("browser", "performance"):
            self.log(kind)
        self.send("POST", "/url", {"url": pathlib.Path(page).resolve().as_uri()})

    def ask(self, script, *arguments):
        """What a function body returns in the page."""
        return self.send("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def log(self, kind):
        return self.send("POST", "/se/log", {"type": kind})

    def complaints(self):
        """What the page's console says since show()."""
        return [entry["message"] for entry in self.log("browser")]

    def requests(self):
        """Every address that was asked for since show()."""
        messages = [json.loads(entry["message"])["message"] for entry in self.log("performance")]
        return [message["params"]["request"]["url"] for message in messages
                if message["method"] == "Network.requestWillBeSent"]

    def picture(self, path, whole=True):
        """Writes what the page looks like as PNG, the whole length of it or the screen alone."""
        shot = self.command("Page.captureScreenshot", format="png", captureBeyondViewport=whole,
                            **({"clip": self.extent()} if whole else {}))
        pathlib.Path(path).write_bytes(base64.b64decode(shot["data"]))

    def extent(self):
        width, height = self.ask("const e = document.documentElement; return [e.clientWidth, e.scrollHeight]")
        return {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
