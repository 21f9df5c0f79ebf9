"""Customers who complain and somebody who answers them, until the server goes away. What was acknowledged is written down.

usage: complaints.py PORT COOKIE TOLD ROUND   TOLD: "customer|us" and the words, a line each, once they were acknowledged"""
import http.client
import re
import sys
import threading
import time
import urllib.parse

port, cookie, told_path, round_ = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
told = open(told_path, "a", buffering=1)
lock = threading.Lock()
known = {"cases": 0}


def ask(method, path, body=None, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def acknowledged(who, words):
    with lock:
        told.write("%s|%s\n" % (who, words))
        known["cases"] += who == "customer"


def multipart(fields):
    parts = ['--x7x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % field for field in fields.items()]
    return "".join(parts) + "--x7x--\r\n"


def complain(worker):
    for n in range(100000):
        words = "Kolli R%s W%d N%d tuli rikki ja myöhässä." % (round_, worker, n)
        fields = {"text": words, "email": "c%s-%d-%d@example.com" % (round_, worker, n)}
        headers = {"X-Forwarded-For": "10.%s.%d.%d" % (round_, worker, n % 250)}
        if n % 2:
            body = '{"text":"%(text)s","email":"%(email)s"}' % fields
            headers.update({"Content-Type": "application/json", "Accept": "application/json"})
        else:
            body = multipart(fields)
            headers.update({"Content-Type": "multipart/form-data; boundary=x7x", "Accept": "text/html"})
        status, text = ask("POST", "/complain", body.encode(), headers)
        assert status == (201 if n % 2 else 303), "%d %s" % (status, text[-300:])
        acknowledged("customer", words)
        time.sleep(0.12)


def answer():
    headers = {"Cookie": cookie, "Accept": "text/html"}
    csrf = None
    for n in range(100000):
        if known["cases"] < 2:
            time.sleep(0.05)
            continue
        case = 1 + n % known["cases"]
        if not csrf:
            status, text = ask("GET", "/cases/%d/write" % case, None, headers)
            csrf = re.search(r'name="csrf" value="([0-9a-f]+)"', text)
            assert csrf, "%d %s" % (status, text[-300:])
        words = "Vastaus R%s N%d: lähetämme uuden." % (round_, n)
        form = {"csrf": csrf[1], "as": "answer" if n % 3 else "progress", "text": words}
        status, text = ask("POST", "/cases/%d/letters" % case, urllib.parse.urlencode(form),
                           dict(headers, **{"Content-Type": "application/x-www-form-urlencoded"}))
        assert status == 303, "%d %s" % (status, text[-300:])
        acknowledged("us", words)
        time.sleep(0.1)


def until_it_goes(work, *args):
    try:
        work(*args)
    except (OSError, http.client.HTTPException):
        return  # killed, as it should be
    except AssertionError as error:
        sys.stderr.write("%s\n" % error)
        problems.append(error)


problems = []
workers = [threading.Thread(target=until_it_goes, args=(complain, worker)) for worker in range(3)]
workers.append(threading.Thread(target=until_it_goes, args=(answer,)))
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
sys.exit(1 if problems else 0)
