"""Notebooks that are hard to execute, each a list of cells; both kernels must show the same of them."""

CASES = {
    "plain results and prints": ["1 + 1", "print('a'); print('b'); 'c'", "x = 2", "x", "None", "x;"],
    "both streams": ["import sys\nprint('out')\nprint('err', file=sys.stderr)", "sys.stdout.write('no newline')"],
    "a line rewritten": ["for n in range(5):\n    print(n, end='\\r')\nprint('done')"],
    "what a library in C and other processes print": [  # a kernel started anew hears of it a moment later
        "import os, subprocess, time\nprint('first', flush=True)\nos.write(1, b'second\\n')\ntime.sleep(0.5)",
        "subprocess.run(['sh', '-c', 'echo third; echo fourth >&2'], check=True).returncode; time.sleep(0.5)",
        "!echo from a shell",
        "os.system('echo from the system'); time.sleep(0.5)",
    ],
    "displays": [
        "from IPython.display import HTML, Latex, Markdown, display, publish_display_data\nHTML('<b>b</b>')",
        "display(Markdown('*m*'), Latex('$x$'))\ndisplay({'text/plain': 'p', 'text/html': '<i>h</i>'}, raw=True)",
        "publish_display_data({'application/x-own+json': {'a': (1, 2)}, 'text/plain': 'own'}, {'meta': 1})",
    ],
    "displays updated later": [
        "handle = display('first', display_id='one')\ndisplay('again', display_id='one')",
        "handle.update('second')",
        "from IPython.display import update_display\nupdate_display({'text/plain': 'third'}, raw=True, display_id='one')",
    ],
    "outputs cleared": [
        "from IPython.display import clear_output\nprint('gone')\nclear_output()\nprint('stays')",
        "for n in range(3):\n    clear_output(wait=True)\n    print(n)",
        "print('kept to the end')\nclear_output(wait=True)",
    ],
    "pictures": [
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])",
        "figure, axes = plt.subplots()\naxes.set_title('t')\nfigure",
        "plt.plot([3])\nplt.show()\nprint('after')",
        "%config InlineBackend.figure_formats = ['svg']\nplt.close('all')\n'set'",
        "%matplotlib inline\nplt.rcParams['figure.dpi']",
    ],
    "tables": [
        "import pandas as pd\npd.DataFrame({'a': [1, 2]})",
        "pd.DataFrame([range(40)])",
        "pd.get_option('display.max_columns'), pd.get_option('display.width')",
    ],
    "magics": [
        "%%capture seen\nprint('captured')",
        "seen.stdout",
        "%%bash\necho from bash; echo error >&2",
        "%%writefile /dev/null\ntext",
        "%%html\n<b>b</b>",
        "%whos_like_nothing",
    ],
    "errors": ["def fall():\n    raise ValueError('fell')\nprint('before')\nfall()", "print('never')"],
    "an error that is expected": ["1 / 0  #raises", "print('goes on')"],
    "a syntax error": ["print('fine')", "def ("],
    "an unusual end": ["raise SystemExit('enough')", "print('never')"],
    "a keyboard interrupt": ["raise KeyboardInterrupt", "print('never')"],
    "a question": ["print('before')\ninput('Name? ')"],
    "a secret question": ["import getpass\ngetpass.getpass()"],
    "cells that wait": [
        "import asyncio\nasync def later():\n    await asyncio.sleep(0.01)\n    return 5\nawait later()",
        "results = await asyncio.gather(later(), later())\nresults",
        "async for n in (m async for m in __import__('aiter')): pass",
    ],
    "threads": [
        "import threading\nthread = threading.Thread(target=print, args=('from a thread',))\nthread.start()\nthread.join()",
        "from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor(4) as pool:\n"
        "    print(sum(pool.map(len, ['a', 'bb'])))",
    ],
    "a fork in a cell": [
        "import os\nchild = os.fork()\nif child == 0:\n    os._exit(3)\nos.waitstatus_to_exitcode(os.waitpid(child, 0)[1])",
        "print('goes on')",
    ],
    "processes": [  # spawned: a kernel started anew has threads, and what is forked from those may stand still for ever
        "import multiprocessing\ncontext = multiprocessing.get_context('spawn')\n"
        "with context.Pool(2) as pool:\n    print(pool.map(abs, [-1, -2]))",
    ],
    "widgets": [
        "import ipywidgets as w\nslider = w.IntSlider(3, description='n')\nslider",
        "slider.value = 7\nbox = w.VBox([slider, w.HTML('<b>b</b>')])\nbox",
        "w.Image(value=b'\\x89PNG')",
        "out = w.Output()\nwith out:\n    print('inside')\n    display('shown')\nout",
    ],
    "where and who": [
        "import os, sys\nos.path.basename(os.getcwd())",
        "__name__, sys.modules['__main__'].__dict__ is globals()",
        "get_ipython().__class__.__name__, get_ipython().execution_count",
        "sys.stdout.isatty(), sys.stdout.encoding.lower()",
        "In[1], _1, _",
    ],
    "warnings and logs": [
        "import warnings, logging\nwarnings.warn('careful', stacklevel=1)",
        "logging.getLogger('own').warning('logged')",
    ],
    "no output at all": ["", "   ", "# a remark", "pass"],
}
