"""In which manner an endpoint takes a question, and how a question is put in it.

The question as the product holds it is a chat completion with a JSON schema. Endpoints that know no
such thing take the schema as a tool to call, or the question by the Responses API; some refuse a
parameter. An answer is put back into the form of a chat completion, so nobody else needs to know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class Mode(StrEnum):
    """How the form of the answer is asked for."""

    JSON_SCHEMA = "json_schema"
    TOOLS = "tools"
    RESPONSES = "responses"


#: Parameters that another request can do without, or names otherwise.
OPTIONAL = frozenset({"temperature", "seed", "max_tokens"})
_CUT = "length"


@dataclass(frozen=True, slots=True)
class Manner:
    """A mode, and the parameters that the endpoint refuses."""

    mode: Mode = Mode.JSON_SCHEMA
    without: frozenset[str] = frozenset()

    def lacking(self, parameter: str) -> Manner:
        """The manner without that parameter too."""
        return replace(self, without=self.without | {parameter})

    def put(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """The question's arguments as this manner has them."""
        request = {k: v for k, v in question.items() if k not in self.without}
        if self.mode is Mode.RESPONSES:
            return _as_response(request, question.get("max_tokens"))
        if "max_tokens" in self.without and "max_tokens" in question:
            request["max_completion_tokens"] = question["max_tokens"]
        return _as_tool(request) if self.mode is Mode.TOOLS else request

    def back(self, answer: dict[str, Any]) -> dict[str, Any]:
        """The answer's body in the form of a chat completion whose content is the JSON."""
        if self.mode is Mode.RESPONSES:
            return _from_response(answer)
        return _from_tool(answer) if self.mode is Mode.TOOLS else answer


def is_json(answer: Mapping[str, Any]) -> bool:
    """Whether the content begins as a JSON object, be it right or wrong, whole or cut."""
    content = _content(answer)
    return isinstance(content, str) and content.lstrip().startswith("{")


def _as_tool(request: dict[str, Any]) -> dict[str, Any]:
    form = request.pop("response_format")["json_schema"]
    name = form["name"]
    request["tools"] = [
        {"type": "function", "function": {"name": name, "parameters": form["schema"]}}
    ]
    request["tool_choice"] = {"type": "function", "function": {"name": name}}
    return request


def _as_response(request: dict[str, Any], tokens: int | None) -> dict[str, Any]:
    form = request.pop("response_format")["json_schema"]
    format_ = {"type": "json_schema", "name": form["name"], "schema": form["schema"]}
    told = {k: v for k, v in request.items() if k in {"model", "temperature"}}
    # Not to be kept by the endpoint: a chart is in it.
    asked = {"input": request["messages"], "text": {"format": format_}, "store": False}
    return told | asked | ({"max_output_tokens": tokens} if tokens else {})


def _from_tool(answer: dict[str, Any]) -> dict[str, Any]:
    choice = _first(answer.get("choices"))
    call = _first(_part(choice, "message", "tool_calls"))
    return _completion(answer, _part(call, "function", "arguments"), _part(choice, "finish_reason"))


def _from_response(answer: dict[str, Any]) -> dict[str, Any]:
    output = answer.get("output")
    parts = [
        part
        for item in (output if isinstance(output, list) else ())
        if isinstance(item, dict) and isinstance(item.get("content"), list)
        for part in item["content"]
        if isinstance(part, dict) and isinstance(part.get("text"), str)
    ]
    why = _part(answer, "incomplete_details", "reason")
    finish = {"max_output_tokens": _CUT, "content_filter": "content_filter"}.get(why, "stop")
    return _completion(answer, "".join(part["text"] for part in parts), finish)


def _completion(answer: Mapping[str, Any], content: object, finish: object) -> dict[str, Any]:
    message = {"role": "assistant", "content": content if isinstance(content, str) else None}
    # A forced call ends as "tool_calls" or "stop"; only being cut off or filtered matters later.
    finish = finish if finish in {_CUT, "content_filter"} else "stop"
    kept = {name: answer[name] for name in ("id", "model") if name in answer}
    choice = {"index": 0, "finish_reason": finish, "message": message}
    return {**kept, "object": "chat.completion", "choices": [choice]}


def _content(answer: Mapping[str, Any]) -> object:
    return _part(_first(answer.get("choices")), "message", "content")


def _first(values: object) -> object:
    return values[0] if isinstance(values, list) and values else None


def _part(value: object, *path: str) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value
