"""How soon the platform is ready, how much it holds and how soon a reset is done: start.py DUKOU [RUNS]

Prints a table of Markdown. Ready is the JSON line on the standard output, counted from the moment of the exec; CPU and memory are the
process's own at that moment. A reset is one POST on a connection that is open, over the seed of samples/ci.
"""
import contextlib
import http.client
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from urllib.parse import urlsplit

RESETS = 20
PAGE = os.sysconf('SC_PAGE_SIZE')
TICK = os.sysconf('SC_CLK_TCK')
SEED = os.path.join(os.path.dirname(__file__), '..', 'samples', 'ci', 'seed.json')


def use_of(pid):
    """CPU seconds and resident MiB of a process."""
    with open(f'/proc/{pid}/stat', encoding='ascii') as stat:
        fields = stat.read().rsplit(') ', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK, int(fields[21]) * PAGE / 2**20


@contextlib.contextmanager
def started(program, *options):
    """A platform that runs until the block ends: its process, its JSON line, and the milliseconds until that came."""
    begun = time.perf_counter()
    process = subprocess.Popen([program, 'up', '--json', '--http', '127.0.0.1:0', '--https', 'off', '--mqtt', '127.0.0.1:0', '--mqtts', 'off',
                                '--log-level', 'warning', *options], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    with process:
        try:
            line = process.stdout.readline()
            taken = (time.perf_counter() - begun) * 1000
            if not line:
                raise SystemExit('start: the platform did not start')
            yield process, json.loads(line), taken
        finally:
            process.send_signal(signal.SIGTERM)


def resets(program):
    times = []
    with started(program, '--ephemeral', '--seed', SEED) as (_, ready, _):
        link = http.client.HTTPConnection(urlsplit(ready['api']).netloc)
        for _ in range(RESETS):
            begun = time.perf_counter()
            link.request('POST', '/v1/test/reset')
            answer = link.getresponse()
            answer.read()
            if answer.status >= 300:
                raise SystemExit(f'start: the reset answered {answer.status}')
            times.append((time.perf_counter() - begun) * 1000)
    return times


def main():
    program, runs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 7
    first, again = [], []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as data:
            for figures in (first, again):
                with started(program, '--data', os.path.join(data, 'd')) as (process, _, ready):
                    figures.append((ready, *use_of(process.pid)))
    print('| what | ready, ms | CPU, s | resident, MiB |\n|---|---|---|---|')
    for what, figures in (('first start, on an empty folder', first), ('second start, on the same folder', again)):
        ready, cpu, resident = (statistics.median(column) for column in zip(*figures))
        print(f'| {what} | {ready:.0f} ({min(row[0] for row in figures):.0f} to {max(row[0] for row in figures):.0f}) | {cpu:.2f} | {resident:.0f} |')
    times = resets(program)
    print(f'\n`POST /v1/test/reset`: median {statistics.median(times):.0f} ms of {RESETS}, the first {times[0]:.0f} ms, the slowest {max(times):.0f} ms.')


main()
