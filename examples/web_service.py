"""A small web service: it takes a plan as an upload, and answers its problems and tables as JSON.

    uvicorn web_service:app
    curl --form plan=@plan.toml http://127.0.0.1:8000/problems
    curl --form plan=@plan.zip "http://127.0.0.1:8000/tables/effort?by=output&by=period"

Without a server, this script sends itself three uploads and prints the answers.
"""

import asyncio
import io
import tempfile
import zipfile
import zlib
from pathlib import Path

import httpx
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Message

import itu_opplan as opplan

MOST_BYTES = 4_000_000
"""Of an upload, and of what is in an archive; the shipped plan has 320,000."""
MOST_FILES = 1_000
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How files in an archive may be packed. Other ways take memory before they give a byte."""
TABLES = {"effort": opplan.effort, "capacity": opplan.capacity, "posts": opplan.posts, "volumes": opplan.volumes}
STATUS: dict[type[Exception], int] = {opplan.FormatError: 400, opplan.InvalidPlan: 422}
"""What an upload is answered with that cannot be read, or is no plan. Everything else is a wrong question: 400."""


async def problems(request: Request) -> Response:
    """POST /problems: what the rules find in the plan."""
    plan = await receive_plan(request)
    report = await run_in_threadpool(opplan.validate, plan)
    return JSONResponse({"plan": plan.code, "counts": report.counts, "problems": opplan.plain(report)})


async def table(request: Request) -> Response:
    """POST /tables/{name}?by=dim&by=dim: a table of the plan, added up to these dims."""
    make = TABLES.get(request.path_params["name"])
    if make is None:
        raise HTTPException(404, f"no such table; known: {', '.join(TABLES)}")
    plan = await receive_plan(request)
    found = make(plan)
    dims = request.query_params.getlist("by")
    return JSONResponse(opplan.plain(found.by(*dims) if dims else found))


async def receive_plan(request: Request) -> opplan.OperationalPlan:
    """The plan that is uploaded as the field `plan` of a form."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise HTTPException(413, f"an upload has at most {MOST_BYTES:,} bytes")

    async def receive() -> Message:
        return {"type": "http.request", "body": bytes(body)}

    async with Request(request.scope, receive).form(max_files=1, max_fields=1) as form:
        upload = form.get("plan")
        if not isinstance(upload, UploadFile):
            raise HTTPException(400, "a file is needed, in the field 'plan' of a form")
        data, name = await upload.read(), upload.filename or "plan.toml"
    if zipfile.is_zipfile(io.BytesIO(data)):
        return await run_in_threadpool(read_archive, data, name=name)
    return await run_in_threadpool(opplan.loads, data, name=name)


def read_archive(data: bytes, *, name: str) -> opplan.OperationalPlan:
    """The plan in a zip file of its folder."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                members = [member for member in archive.infolist() if member.filename.endswith(".toml")]
                if len(members) > MOST_FILES or sum(member.file_size for member in members) > MOST_BYTES:
                    raise HTTPException(413, f"an archive has at most {MOST_FILES:,} files, {MOST_BYTES:,} bytes")
                if not all(member.compress_type in METHODS for member in members):
                    raise HTTPException(400, f"{name}: packed in another way than deflate")
                for member in members:
                    archive.extract(member, folder)  # never outside of it
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
            raise HTTPException(400, f"{name}: not a zip file that can be read") from error
        paths = sorted(Path(folder).rglob("*.toml"), key=lambda path: len(path.parts))
        if any(path.is_dir() for path in paths):
            raise HTTPException(400, f"{name}: a folder in it is called as a file is")
        main = next((path for path in paths if path.name == "plan.toml"), None)
        if main is None:
            raise HTTPException(400, f"{name}: no plan.toml in it")
        return opplan.load(main.parent)


async def refuse(request: Request, error: Exception) -> Response:
    """The answer to an upload, or a question, that the library refuses; no other exception of it can come."""
    return JSONResponse(opplan.plain(error), STATUS.get(type(error), 400))


async def complain(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return JSONResponse({"message": error.detail}, error.status_code)


app = Starlette(
    routes=[
        Route("/problems", problems, methods=["POST"]),
        Route("/tables/{name}", table, methods=["POST"]),
    ],
    exception_handlers={opplan.OpPlanError: refuse, HTTPException: complain},
)


async def main() -> None:
    text = opplan.dumps(opplan.bundled("gs-2008-2011"))
    broken = text.replace('department = "SGO"', 'department = "SGOO"', 1)
    uploads = [("/problems", text), ("/tables/effort?by=period", text), ("/problems", broken)]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
        for path, upload in uploads:
            answer = await client.post(path, files={"plan": ("plan.toml", upload)})
            print(f"POST {path}: {answer.status_code}\n  {answer.text[:300]}")


if __name__ == "__main__":
    asyncio.run(main())
