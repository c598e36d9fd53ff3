"""A headless Chromium, here or on a Selenium Grid, driven by Selenium and CDP."""

from __future__ import annotations

import base64
import io
import shutil
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from PIL import Image
from selenium import webdriver
from selenium.common.exceptions import TimeoutException, WebDriverException
from selenium.webdriver.chrome.service import Service

from jaxdesign.collectors.refusals import RefusedError, UnavailableError
from jaxdesign.errors import InputError, MissingExtraError

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
_NOTE_FAILED = """window.__jaxdesignFailed = []; addEventListener('error', (event) => {
  if (event.target && event.target.tagName === 'LINK') __jaxdesignFailed.push(event.target.href); }, true);"""
"""Run before a page's own scripts: a style sheet of another site does not tell afterwards that it failed."""
TILE_PX = 4000
"""Height of the bands in which a long page is photographed."""


@dataclass(frozen=True, kw_only=True)
class BrowserOptions:
    """How browsers are opened."""

    grid: str | None = None
    proxy: str | None = None
    offline: bool = False
    """Nothing but this machine can be reached."""
    page_timeout_s: float = 45.0
    cookies: list[dict[str, Any]] = field(default_factory=list)


def _chrome_options(options: BrowserOptions) -> webdriver.ChromeOptions:
    chrome = webdriver.ChromeOptions()
    chrome.page_load_strategy = "normal"
    arguments = [
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--hide-scrollbars",
        "--mute-audio",
        "--no-first-run",
        "--disable-extensions",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--force-color-profile=srgb",
        "--lang=en-US",
        "--disable-features=Translate,MediaRouter,OptimizationHints",
        "--deny-permission-prompts",
    ]
    if options.offline:
        arguments.append("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
    if options.proxy:
        arguments += [f"--proxy-server={options.proxy}", "--proxy-bypass-list=<-loopback>"]
    for argument in arguments:
        chrome.add_argument(argument)
    chrome.unhandled_prompt_behavior = "dismiss"
    return chrome


def _local_driver(chrome: webdriver.ChromeOptions) -> webdriver.Chrome:
    binary = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    driver = shutil.which("chromedriver")
    if binary is None or driver is None:
        missing = "Chromium" if binary is None else "chromedriver"
        raise MissingExtraError(
            f"{missing} is not installed: run scripts/setup-browser, "
            "or apt-get install chromium chromium-driver."
        )
    chrome.binary_location = binary
    return webdriver.Chrome(options=chrome, service=Service(driver))


class Browser:
    """One browser window; a context manager.

    ``UnavailableError`` is raised where a page does not come, ``InputError`` where no browser can be opened.
    """

    def __init__(self, options: BrowserOptions):
        self._options = options
        self._driver: Any = None
        self.place = ""
        """What a collector left open in this window."""

    def __enter__(self) -> Browser:
        chrome = _chrome_options(self._options)
        try:
            if self._options.grid:
                self._driver = webdriver.Remote(command_executor=self._options.grid, options=chrome)
            else:
                self._driver = _local_driver(chrome)
            self._driver.set_page_load_timeout(self._options.page_timeout_s)
            self._driver.set_script_timeout(self._options.page_timeout_s)
            self.cdp("Network.enable", {})
            self.cdp("Browser.setDownloadBehavior", {"behavior": "deny"})
            self.cdp("Page.addScriptToEvaluateOnNewDocument", {"source": _NOTE_FAILED})
            for cookie in self._options.cookies:
                self.cdp("Network.setCookie", cookie)
        except MissingExtraError:
            raise
        except Exception as error:
            # Selenium passes on whatever its transport raises: urllib3's errors, OSError, its own.
            self.close()
            where = f"the grid at {self._options.grid}" if self._options.grid else "Chromium"
            raise InputError(f"{where} could not open a browser: {_first_line(error)}") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the browser; one that has died already is no error."""
        if self._driver is None:
            return
        try:
            self._driver.quit()
        except (WebDriverException, OSError):
            self._driver.service.stop() if hasattr(self._driver, "service") else None
        finally:
            self._driver = None

    def reopen(self) -> None:
        """A new browser in place of one that crashed or hangs."""
        self.close()
        self.place = ""
        self.__enter__()

    def cdp(self, command: str, parameters: dict[str, Any]) -> Any:
        """Result of a DevTools command."""
        sent = {"cmd": command, "params": parameters}
        return self._driver.execute("executeCdpCommand", sent)["value"]

    def set_viewport(self, width: int, height: int) -> None:
        """Size of the window in CSS pixels.

        Without a telephone's own scaling: a page that says nothing of viewports is laid out at this width.
        """
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.cdp("Emulation.setDeviceMetricsOverride", metrics)
        reduced = [{"name": "prefers-reduced-motion", "value": "reduce"}]
        self.cdp("Emulation.setEmulatedMedia", {"media": "screen", "features": reduced})

    def open(self, address: str) -> str:
        """Load a page; returns the address it ended at."""
        try:
            self._driver.get(address)
        except TimeoutException:
            # What has come by now is judged like any other page.
            self.evaluate("(window.stop(), true)")
        except WebDriverException as error:
            reason = _first_line(error)
            raise UnavailableError(f"{address}: did not open: {reason}") from error
        if self.evaluate("location.protocol") == "chrome-error:":
            reason = self.evaluate("(/ERR_\\w+/.exec(document.body.innerText) || ['no reason given'])[0]")
            if reason == "ERR_TOO_MANY_REDIRECTS":
                raise RefusedError(f"{address}: redirects in a circle.")
            raise UnavailableError(f"{address}: did not open: {reason}")
        return self._driver.current_url

    def evaluate(self, expression: str) -> Any:
        """Value of a JavaScript expression; promises are waited for."""
        sent = {"expression": expression, "awaitPromise": True, "returnByValue": True}
        try:
            answer = self.cdp("Runtime.evaluate", sent)
        except WebDriverException as error:
            raise UnavailableError(f"the browser did not answer: {_first_line(error)}") from error
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            said = details.get("exception", {}).get("description", details.get("text", ""))
            raise UnavailableError(
                f"the page could not be read: {said.splitlines()[0] if said else 'no reason'}"
            )
        return answer["result"].get("value")

    def screenshot(self, width: int, height: int) -> Image.Image:
        """The page from its top-left corner, ``width`` x ``height`` CSS pixels, RGB."""
        whole = Image.new("RGB", (width, height), "white")
        for top in range(0, height, TILE_PX):
            band = min(TILE_PX, height - top)
            clip = {"x": 0, "y": top, "width": width, "height": band, "scale": 1}
            sent = {"format": "png", "clip": clip, "captureBeyondViewport": True, "optimizeForSpeed": True}
            try:
                data = base64.b64decode(self.cdp("Page.captureScreenshot", sent)["data"])
            except WebDriverException as error:
                raise UnavailableError(f"no screenshot: {_first_line(error)}") from error
            with Image.open(io.BytesIO(data), formats=("PNG",)) as tile:
                whole.paste(tile.convert("RGB"), (0, top))
        return whole


def _first_line(error: Exception) -> str:
    text = getattr(error, "msg", None) or str(error) or type(error).__name__
    return text.strip().splitlines()[0][:300]
