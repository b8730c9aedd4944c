"""An API that lies: one lie for each base path.

    http://127.0.0.1:PORT/LIE/v1/customers?page=2&per_page=100

A lie is a function here that takes a request and the honest answer to it, and
returns what is sent instead; its docstring says what it claims. A request to
"honest" is answered truthfully. lies.table says what fentu must make of each.

The truth: 250 customers, of whom every other one is active, and 3 work orders
of 2 tasks each.
"""

import gzip
import http.server
import json
import threading
import time
import urllib.parse

KEY = "canary-lies-6b1f0c7a9d2e4853"
CUSTOMERS = [
    {
        "id": f"cust-{n:03d}",
        "name": f"Customer {n}",
        "customer_number": f"C-{n:05d}",
        "status": "active" if n % 2 else "inactive",
        "email": f"c{n}@example.test",
        "created_at": "2026-01-05T08:00:00Z",
    }
    for n in range(1, 251)
]
ORDERS = [
    {"id": f"wo-{n}", "work_order_number": f"WO-{n}", "status": "open"}
    for n in range(1, 4)
]
TASKS = {
    order["id"]: [
        {"id": f"task-{order['id']}-{n}", "name": "Look", "status": "pending"}
        for n in (1, 2)
    ]
    for order in ORDERS
}


class Request:
    """What was asked for: path below /v1, and the query as a dict."""

    def __init__(self, method, lie, target, count):
        parts = urllib.parse.urlsplit(target)
        self.method = method
        self.lie = lie
        self.path = parts.path
        self.query = dict(urllib.parse.parse_qsl(parts.query))
        self.count = count  # requests to this lie before this one

    @property
    def page(self):
        return int(self.query.get("page", 1))

    @property
    def size(self):
        return int(self.query.get("per_page", 25))

    @property
    def is_list(self):
        return self.method == "GET" and self.path in ("/customers", "/work-orders")

    @property
    def is_write(self):
        return self.method != "GET"


class Answer:
    def __init__(self, status=200, body=None, text=None, **headers):
        self.status = status
        self.body = body  # a value for JSON
        self.text = text  # else the bytes
        self.headers = {"Content-Type": "application/json"}
        self.headers.update((k.replace("_", "-"), v) for k, v in headers.items())
        self.length = None  # claimed; None: the true one
        self.is_silent = False

    def bytes(self):
        if self.text is not None:
            return self.text
        if self.body is None:
            return b""
        return json.dumps(self.body).encode()


def redirect(where):
    return Answer(302, Location=where)


def cut_into_pages(rows, page, size):
    total = -(-len(rows) // size)
    return {
        "data": rows[(page - 1) * size : page * size],
        "meta": {
            "current_page": page,
            "total_pages": total,
            "total_count": len(rows),
        },
    }


def chosen(rows, request):
    status = request.query.get("status")
    return [row for row in rows if status in (None, row["status"])]


def honest_answer(request, customers=None, orders=None):
    rows = {
        "/customers": CUSTOMERS if customers is None else customers,
        "/work-orders": ORDERS if orders is None else orders,
    }
    words = request.path.strip("/").split("/")
    if request.is_list:
        found = chosen(rows[request.path], request)
        return Answer(body=cut_into_pages(found, request.page, request.size))
    if words[-1] == "tasks" and len(words) == 3:
        return Answer(body={"data": TASKS.get(words[1], [])})
    if request.method == "POST":
        return Answer(201, body={"data": {**CUSTOMERS[6], "id": "cust-new"}})
    if request.method == "DELETE":
        return Answer(204)
    for row in rows["/customers"]:
        if row["id"] == words[-1]:
            return Answer(body={"data": row})
    return Answer(404, body={"error": {"message": "not found"}})


LIES = {}


def lie(function):
    LIES[function.__name__] = function
    return function


def with_meta(answer, **values):
    if isinstance(answer.body, dict) and "meta" in answer.body:
        answer.body["meta"].update(values)
    return answer


# ---- nothing but the truth, said in ways that a client has to bear ----


@lie
def honest(request, answer):
    """No lie."""
    return answer


@lie
def no_meta(request, answer):
    """Lists count nothing."""
    if request.is_list:
        del answer.body["meta"]
    return answer


@lie
def beyond_400(request, answer):
    """A page beyond the end is a bad request."""
    if request.is_list and not answer.body["data"]:
        return Answer(400, body={"message": "no such page"})
    return answer


@lie
def beyond_404(request, answer):
    """A page beyond the end is not found."""
    if request.is_list and not answer.body["data"]:
        return Answer(404, body={"message": "no such page"})
    return answer


@lie
def number_ids(request, answer):
    """Ids are numbers."""
    rows = [{**row, "id": int(row["id"][-3:])} for row in CUSTOMERS]
    return honest_answer(request, rows)


@lie
def odd_id(request, answer):
    """One customer and one work order are called "..", as a folder is."""
    return honest_answer(
        request,
        [{**CUSTOMERS[0], "id": ".."}, *CUSTOMERS[1:]],
        [ORDERS[0], {**ORDERS[1], "id": ".."}, ORDERS[2]],
    )


# ---- counts ----


@lie
def total_zero(request, answer):
    """The list has no record, says meta."""
    return with_meta(answer, total_count=0, total_pages=0)


@lie
def total_small(request, answer):
    """The list has fewer records than it gives, says meta."""
    return with_meta(answer, total_count=150, total_pages=-(-150 // request.size))


@lie
def total_large(request, answer):
    """The list has 50 records more than it gives, says meta."""
    return with_meta(answer, total_count=300, total_pages=-(-300 // request.size))


@lie
def total_vast(request, answer):
    """The list never ends, says meta."""
    return with_meta(answer, total_count=10**18, total_pages=10**16)


@lie
def total_negative(request, answer):
    """There are fewer records than none."""
    return with_meta(answer, total_count=-5, total_pages=-1)


@lie
def total_text(request, answer):
    """Counts are text."""
    return with_meta(answer, total_count="250", total_pages="many")


@lie
def total_wanders(request, answer):
    """The count is another one in each answer; the records are not."""
    return with_meta(answer, total_count=250 + request.count % 3)


@lie
def pages_shrink(request, answer):
    """After the first answer there is one page less."""
    if request.is_list and request.count > 0:
        return with_meta(
            answer, total_pages=answer.body["meta"]["total_pages"] - 1
        )
    return answer


@lie
def always_page_one(request, answer):
    """The right records, and yet current_page says 1."""
    return with_meta(answer, current_page=1)


# ---- pages ----


@lie
def first_again(request, answer):
    """Each page is the first one."""
    if request.is_list:
        rows = chosen(CUSTOMERS, request)
        answer.body["data"] = rows[: request.size]
    return answer


@lie
def clamps(request, answer):
    """Beyond the end the last page comes again."""
    if request.is_list and not answer.body["data"]:
        last = max(1, answer.body["meta"]["total_pages"])
        answer.body = cut_into_pages(CUSTOMERS, last, request.size)
    return answer


@lie
def empty_middle(request, answer):
    """The second page is empty, the third is not."""
    if request.is_list and request.page == 2:
        answer.body["data"] = []
    return answer


@lie
def short_middle(request, answer):
    """The second page lacks its last ten records."""
    if request.is_list and request.page == 2:
        answer.body["data"] = answer.body["data"][:-10]
    return answer


@lie
def hole(request, answer):
    """Record 120 is in the count and on no page."""
    if request.is_list:
        answer.body["data"] = [
            row for row in answer.body["data"] if row["id"] != "cust-120"
        ]
    return answer


@lie
def missing_page(request, answer):
    """The second page is not found."""
    if request.is_list and request.page == 2:
        return Answer(404, body={"message": "no such page"})
    return answer


@lie
def failing_page(request, answer):
    """The second page always fails."""
    if request.is_list and request.page == 2:
        return Answer(500, body={"message": "kaput"})
    return answer


@lie
def ignores_size(request, answer):
    """A page has 25 records, whatever per_page says."""
    if request.is_list:
        rows = chosen(CUSTOMERS if "cust" in request.path else ORDERS, request)
        answer.body = cut_into_pages(rows, request.page, 25)
    return answer


@lie
def capped_no_meta(request, answer):
    """A page has 25 records, whatever per_page says, and nothing is counted."""
    answer = ignores_size(request, answer)
    if request.is_list:
        del answer.body["meta"]
    return answer


@lie
def capped_no_pages(request, answer):
    """A page has 25 records, whatever per_page says, and pages do not count."""
    answer = ignores_size(request, answer)
    if request.is_list:
        answer.body["meta"] = {"total_count": answer.body["meta"]["total_count"]}
    return answer


@lie
def oversize(request, answer):
    """A page has more records than were asked for."""
    if request.is_list:
        at = (request.page - 1) * request.size
        rows = chosen(CUSTOMERS if "cust" in request.path else ORDERS, request)
        answer.body["data"] = rows[at : at + request.size + 30]
    return answer


@lie
def shuffled(request, answer):
    """The order is another one in each answer."""
    if request.is_list:
        turn = request.count * 37 % len(CUSTOMERS)
        answer.body = cut_into_pages(
            CUSTOMERS[turn:] + CUSTOMERS[:turn], request.page, request.size
        )
    return answer


@lie
def doubled(request, answer):
    """One id is there twice and counts twice."""
    rows = CUSTOMERS[:30] + [{**CUSTOMERS[3], "name": "Twin"}] + CUSTOMERS[30:]
    return honest_answer(request, rows)


@lie
def loses_size(request, answer):
    """A redirect keeps the page and loses its size."""
    if request.is_list and "per_page" in request.query:
        return redirect(f"/loses_size/v1{request.path}?page={request.page}")
    return answer


@lie
def loses_query(request, answer):
    """A redirect loses the whole query."""
    if request.is_list and request.query:
        return redirect(f"/loses_query/v1{request.path}")
    return answer


@lie
def ignores_filter(request, answer):
    """The status that was asked for does not matter."""
    if request.is_list:
        request.query.pop("status", None)
        return honest_answer(request)
    return answer


@lie
def pages_vast(request, answer):
    """The counts are right, and there are a million pages."""
    return with_meta(answer, total_pages=1000000)


@lie
def pages_alone(request, answer):
    """Only pages are counted, and the second one is empty."""
    if request.is_list:
        del answer.body["meta"]["total_count"]
        if request.page == 2:
            answer.body["data"] = []
    return answer


@lie
def all_at_once(request, answer):
    """The list comes as one page, however large."""
    if request.is_list:
        rows = chosen(CUSTOMERS if "cust" in request.path else ORDERS, request)
        answer.body = cut_into_pages(rows, request.page, len(rows))
    return answer


@lie
def other_list(request, answer):
    """Each list is led to that of the assets."""
    if request.path == "/assets":
        return Answer(body=cut_into_pages(CUSTOMERS, request.page, request.size))
    if request.is_list:
        query = urllib.parse.urlencode(request.query)
        return redirect(f"/other_list/v1/assets?{query}")
    return answer


# ---- lists below records ----


def is_second(request):
    return request.path == "/work-orders/wo-2/tasks"


# One customer, and one work order with its tasks.
ONES = ("/customers/cust-007", "/work-orders/wo-2", "/work-orders/wo-2/tasks")


@lie
def tasks_led_away(request, answer):
    """The tasks of one work order are led to those of another, which has none."""
    if is_second(request):
        return redirect("/tasks_led_away/v1/work-orders/wo-9/tasks")
    return answer


@lie
def tasks_of_another(request, answer):
    """The tasks of one work order are those of another."""
    if is_second(request):
        return Answer(body={"data": TASKS["wo-1"]})
    return answer


@lie
def tasks_missing(request, answer):
    """A work order is there, and its tasks are not."""
    if request.path == "/work-orders/wo-2":
        return Answer(body={"data": ORDERS[1]})
    return Answer(404, body={"message": "gone"}) if is_second(request) else answer


@lie
def order_deleted(request, answer):
    """No lie: a work order was deleted after it was listed."""
    gone = request.path.startswith("/work-orders/wo-2")
    return Answer(404, body={"message": "gone"}) if gone else answer


@lie
def gone_elsewhere(request, answer):
    """A write gets no answer; records and tasks are led to what is missing."""
    if request.path == "/login":
        return Answer(404, body={"message": "no such page"})
    if request.method == "GET" and request.path in ONES:
        return redirect("/gone_elsewhere/v1/login")
    return Answer(503) if request.is_write else answer


@lie
def gone_at_gateway(request, answer):
    """The same, but a gateway says that they are missing."""
    if request.method == "GET" and request.path in ONES:
        page = b"<html><title>404 Not Found</title></html>"
        return Answer(404, text=page, Content_Type="text/html")
    return Answer(503) if request.is_write else answer


@lie
def tasks_counted_low(request, answer):
    """Fewer tasks are counted than come."""
    if is_second(request):
        answer.body["meta"] = {"total_count": 1}
    return answer


@lie
def tasks_counted_high(request, answer):
    """More tasks are counted than come."""
    if is_second(request):
        answer.body["meta"] = {"total_count": 9, "total_pages": 1}
    return answer


# ---- bodies that are no records ----


@lie
def error_200(request, answer):
    """A failure with the status of a success."""
    answer.status = 201 if request.method == "POST" else 200
    answer.text = b'{"error": {"code": "e1", "message": "widget jam"}}'
    return answer


def beside(answer, **members):
    """The honest answer, and something beside its data."""
    data = answer.body if isinstance(answer.body, dict) else {"data": None}
    answer.status = 201 if answer.status == 201 else 200
    answer.body = {**members, **data}
    return answer


@lie
def error_beside(request, answer):
    """A failure with the status of a success, and a record in spite of it."""
    return beside(answer, error="widget jam")


@lie
def errors_beside(request, answer):
    """A list of failures with the status of a success, and a record."""
    return beside(answer, errors=[{"message": "widget jam"}])


@lie
def no_success(request, answer):
    """It did not succeed, says the body alone."""
    return beside(answer, success=False, message="widget jam")


@lie
def no_errors(request, answer):
    """Places for errors, and none in them."""
    if answer.status == 204:
        return answer
    return beside(answer, error=None, errors=[], success=True)


@lie
def items_200(request, answer):
    """The envelope of another API."""
    answer.status = 200
    answer.text = b'{"items": []}'
    return answer


@lie
def null_data(request, answer):
    """There is no data in the envelope."""
    answer.status = 200
    answer.text = b'{"data": null}'
    return answer


@lie
def wrong_shape(request, answer):
    """A list where one record belongs, and the other way round."""
    if request.is_list:
        answer.text = b'{"data": {"id": "cust-007"}}'
    else:
        answer.status = 200
        answer.text = b'{"data": []}'
    return answer


@lie
def other_record(request, answer):
    """Another record than the one that was asked for."""
    if request.method in ("GET", "PATCH") and "/customers/" in request.path:
        answer.body = {"data": CUSTOMERS[99]}
    return answer


@lie
def nothing_204(request, answer):
    """No content where there should be some."""
    return Answer(204)


@lie
def empty_200(request, answer):
    """A success without a byte."""
    return Answer(200, text=b"")


@lie
def html_200(request, answer):
    """The page of a hotel's network."""
    page = b"<!DOCTYPE html><html><body>Please accept our terms</body></html>"
    answer = Answer(200, text=page)
    answer.headers["Content-Type"] = "text/html"
    return answer


@lie
def text_answer(request, answer):
    """A write is answered with a word."""
    if request.is_write:
        return Answer(201, text=b"OK", Content_Type="text/plain")
    return answer


@lie
def two_documents(request, answer):
    """The same document twice."""
    answer.text = answer.bytes() * 2
    return answer


@lie
def double_keys(request, answer):
    """Two members are called data."""
    text = answer.bytes()
    if text:
        answer.text = b'{"data": [], ' + text[1:]
    return answer


@lie
def bad_utf8(request, answer):
    """A name is no UTF-8."""
    answer.text = answer.bytes().replace(b"Customer 7", b"Customer \xff")
    return answer


@lie
def not_a_number(request, answer):
    """A value that JSON does not have."""
    answer.text = answer.bytes().replace(b'"Customer 7"', b"NaN")
    return answer


@lie
def deep(request, answer):
    """A value nested a thousand levels deep."""
    nest = b"[" * 1000 + b"]" * 1000
    answer.text = answer.bytes().replace(b'"Customer 7"', nest)
    return answer


@lie
def cut_length(request, answer):
    """Half a body, and a length that fits the half."""
    text = answer.bytes()
    answer.text = text[: len(text) // 2]
    return answer


@lie
def cut_close(request, answer):
    """Half a body of the length that was promised."""
    text = answer.bytes()
    answer.length = len(text) or 100
    answer.text = text[: len(text) // 2]
    answer.headers["Connection"] = "close"
    return answer


@lie
def bad_gzip(request, answer):
    """Compressed, it says, and is not."""
    answer.text = answer.bytes() or b"{}"
    answer.headers["Content-Encoding"] = "gzip"
    return answer


@lie
def bomb(request, answer):
    """A hundred megabytes of blanks, compressed."""
    answer.text = gzip.compress(b" " * (100 << 20), 1)
    answer.headers["Content-Encoding"] = "gzip"
    return answer


# ---- failures ----


@lie
def echo_key(request, answer):
    """The credential comes back in an error, in many forms."""
    quoted = urllib.parse.quote(f"Bearer {KEY}", safe="")
    body = {
        "error": {
            "code": KEY,
            "message": f"bad token Bearer {KEY}",
            "details": [{"field": KEY, "message": quoted}],
        }
    }
    return Answer(
        401,
        body=body,
        X_Request_Id=KEY,
        WWW_Authenticate=f'Bearer error="invalid_token", error_description="{KEY}"',
    )


@lie
def unknown_error(request, answer):
    """A refusal in a shape that is written nowhere."""
    return Answer(422, body={"problem": {"why": "widget jam"}})


@lie
def text_error(request, answer):
    """A failure as plain text."""
    return Answer(500, text=b"widget jam", Content_Type="text/plain")


@lie
def bare_403(request, answer):
    """Forbidden, and not a word why."""
    return Answer(403)


@lie
def never_changed(request, answer):
    """Not modified, though nothing was asked conditionally."""
    return Answer(304)


@lie
def reset_3000(request, answer):
    """The rate limit is reset in a thousand years."""
    return Answer(429, X_RateLimit_Reset="32503680000", X_RateLimit_Remaining="0")


@lie
def reset_text(request, answer):
    """The rate limit is reset soon."""
    return Answer(429, X_RateLimit_Reset="soon", Retry_After="-7")


@lie
def elsewhere(request, answer):
    """All of it has moved to another server."""
    return redirect(f"http://127.0.0.1:{request.other_port}/v1{request.path}")


@lie
def circle(request, answer):
    """A redirect to itself."""
    return redirect(f"/circle/v1{request.path}")


@lie
def header_flood(request, answer):
    """A megabyte of headers."""
    for number in range(1024):
        answer.headers[f"X-Flood-{number}"] = "x" * 1024
    return answer


@lie
def silent(request, answer):
    """No answer at all."""
    answer.is_silent = True
    return answer


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def answer(self):
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        _, name, rest = self.path.split("/", 2)
        request = Request(
            self.command, name, "/" + rest.split("/", 1)[1], self.server.number(name)
        )
        request.other_port = self.server.other.server_address[1]
        self.send(LIES[name](request, honest_answer(request)))

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = answer

    def send(self, answer):
        if answer.is_silent:
            time.sleep(3)
            self.close_connection = True
            return
        body = answer.bytes()
        try:
            self.send_response_only(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.status not in (204, 304):
                self.send_header("Content-Length", str(answer.length or len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True  # the client has seen enough
        if answer.headers.get("Connection") == "close":
            self.close_connection = True

    def log_message(self, *words):
        pass


class Elsewhere(http.server.BaseHTTPRequestHandler):
    """Nothing must ever come here with a credential."""

    def do_GET(self):
        self.server.heard.append(self.headers.get("Authorization"))
        self.send_error(404)

    do_POST = do_PATCH = do_PUT = do_DELETE = do_GET

    def log_message(self, *words):
        pass


class Liar(http.server.ThreadingHTTPServer):
    """Serves from its making on, in a thread, until stop()."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.other = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
        self.other.heard = []
        self.counts = {}
        self.lock = threading.Lock()
        for server in (self, self.other):
            threading.Thread(target=server.serve_forever, daemon=True).start()

    def number(self, name):
        with self.lock:
            self.counts[name] = self.counts.get(name, -1) + 1
            return self.counts[name]

    def url(self, name):
        with self.lock:
            self.counts.pop(name, None)
        return f"http://127.0.0.1:{self.server_address[1]}/{name}/v1"

    def handle_error(self, request, client_address):
        pass  # a client that has seen enough

    def stop(self):
        self.shutdown()
        self.other.shutdown()
