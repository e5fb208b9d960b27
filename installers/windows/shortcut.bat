@echo off
rem Puts Understudy into the Start menu, by a double click; "shortcut remove" takes it out again.
powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0shortcut.ps1" %*
set "CODE=%ERRORLEVEL%"
rem A double click has no words and no console that stays: let the answer be read.
if "%~1"=="" pause
exit /b %CODE%
