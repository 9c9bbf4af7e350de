"""How soon the platform is ready, how much it holds, how soon a reset and a verb are done: start.py RUNS DUKOU [DUKOU]

Prints a table of Markdown. Ready is the JSON line on the standard output, counted from the moment of the exec; CPU and memory are the
process's own at that moment. A reset is one POST on a connection that is open, over the seed of samples/ci. A verb is one process from its
exec to its end, which asks a platform that runs beside it. More than one program: the same from a published file, say.
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


def verbs(program, runs):
    """Milliseconds of a verb that asks nobody, and of one that asks the platform for its products, both run in turn."""
    verbs = {'--version': [], 'product list': []}
    with tempfile.TemporaryDirectory() as data, started(program, '--data', data):
        for _ in range(runs):
            for verb, times in verbs.items():
                begun = time.perf_counter()
                subprocess.run([program, *verb.split(), *(['--data', data] if verb != '--version' else [])], stdout=subprocess.DEVNULL, check=True)
                times.append((time.perf_counter() - begun) * 1000)
    return verbs


def spread(times):
    return f'{statistics.median(times):.0f} ({min(times):.0f} to {max(times):.0f})'


def report(program, runs):
    first, again = [], []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as data:
            for figures in (first, again):
                with started(program, '--data', os.path.join(data, 'd')) as (process, _, ready):
                    figures.append((ready, *use_of(process.pid)))
    print('| what | ready, ms | CPU, s | resident, MiB |\n|---|---|---|---|')
    for what, figures in (('first start, on an empty folder', first), ('second start, on the same folder', again)):
        ready, cpu, resident = zip(*figures)
        print(f'| {what} | {spread(ready)} | {statistics.median(cpu):.2f} | {statistics.median(resident):.0f} |')
    print('\n| verb | from exec to end, ms |\n|---|---|')
    for verb, times in verbs(program, runs).items():
        print(f'| `dukou {verb}` | {spread(times)} |')
    times = resets(program)
    print(f'\n`POST /v1/test/reset`: median {statistics.median(times):.0f} ms of {RESETS}, the first {times[0]:.0f} ms, the slowest {max(times):.0f} ms.')


def main():
    runs, programs = int(sys.argv[1]), sys.argv[2:]
    for program in programs:
        print(f'{os.path.basename(os.path.dirname(program))}, {os.path.getsize(program) / 2**20:.0f} MiB\n')
        report(program, runs)
        print()


main()
