"""The page /docs, in which people read the API's description and try it: nothing of it comes from anywhere else."""

from fastapi import FastAPI, Response
from fastapi.openapi.docs import get_swagger_ui_html

from api import headers

_ASSETS = "/static-offline-docs"  # served from the package that brings them


def install(app: FastAPI) -> None:
    """Add the page. It alone may run a script that is written into it: that very one."""
    page = get_swagger_ui_html(
        openapi_url=str(app.openapi_url),
        title=app.title,
        swagger_js_url=f"{_ASSETS}/swagger-ui-bundle.js",
        swagger_css_url=f"{_ASSETS}/swagger-ui.css",
        swagger_favicon_url=f"{_ASSETS}/favicon.png",
    )
    body = bytes(page.body)
    allowed = headers.policy(script_src=headers.inline_scripts(body.decode()))

    @app.get("/docs", include_in_schema=False)
    async def docs() -> Response:
        return Response(body, media_type="text/html", headers={"Content-Security-Policy": allowed})
