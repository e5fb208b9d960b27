@echo off
rem Opens Understudy by a double click, without a black window; the first time it sets it up, in this window.
rem Files dropped onto it are opened.
setlocal DisableDelayedExpansion
set "HERE=%~dp0..\..\"
if defined UNDERSTUDY_VENV (set "VENV=%UNDERSTUDY_VENV%") else (set "VENV=%HERE%.venv")
if not exist "%VENV%\understudy-setup.json" (
    echo Understudy is not set up yet. This fetches about 2 GB of packages, once.
    call "%HERE%setup_virtual_env.bat" install
    if errorlevel 1 (
        pause
        exit /b 1
    )
)
start "" "%VENV%\Scripts\pythonw.exe" "%HERE%installers\windows\launch.pyw" %*
exit /b 0
