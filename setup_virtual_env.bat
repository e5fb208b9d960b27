@echo off
rem Finds a Python and hands over to installers\setup_env.py, which makes .venv and starts what was asked for.
rem   setup_virtual_env run      opens the program          setup_virtual_env test     runs every check
rem   setup_virtual_env install  makes .venv only           setup_virtual_env --help   all words
setlocal DisableDelayedExpansion
set "FITS=import sys; sys.exit(not ((3, 11) <= sys.version_info[:2] <= (3, 14) and sys.implementation.name == 'cpython'))"

rem "call", because python may itself be a batch file (pyenv-win), which would not come back.
set "PYTHON_HERE="
for %%P in ("py -3.13" "py -3.12" "py -3.11" "py -3.14" "python" "python3") do (
    if not defined PYTHON_HERE (
        call %%~P -I -c "%FITS%" >nul 2>nul
        if not errorlevel 1 set "PYTHON_HERE=%%~P"
    )
)
if defined PYTHON_HERE goto :found
echo No Python 3.11 to 3.14 was found. Install one from python.org and run this again. 1>&2
exit /b 1

:found
%PYTHON_HERE% -E -s "%~dp0installers\setup_env.py" %*
exit /b %ERRORLEVEL%
