# Puts Understudy into the Start menu, for this user only, or takes it out again. Nothing needs an administrator.
#   shortcut.ps1 [install | remove | status] [-Print] [-Python FILE]
# install is idempotent; after the folder of the program was moved, installing again mends the shortcut.
param(
    [ValidateSet("install", "remove", "status")] [string] $Action = "install",
    [switch] $Print,
    [string] $Python = ""
)
$ErrorActionPreference = "Stop"
$root = Split-Path -Parent (Split-Path -Parent $PSScriptRoot)
$programs = [Environment]::GetFolderPath("Programs")
$link = Join-Path $programs "Understudy.lnk"
if ($Python -eq "") { $Python = Join-Path $root ".venv\Scripts\python.exe" }
$target = Join-Path (Split-Path -Parent $Python) "pythonw.exe"
$launcher = Join-Path $root "installers\windows\launch.pyw"
$icon = Join-Path $root "resources\icons\understudy.ico"
$arguments = '"' + $launcher + '"'

function Read-Link {
    if (-not (Test-Path -LiteralPath $link)) { return $null }
    return (New-Object -ComObject WScript.Shell).CreateShortcut($link)
}

if ($Action -eq "status") {
    $there = Read-Link
    if ($null -eq $there) { Write-Output "Understudy is not in the Start menu."; exit 1 }
    if ($there.TargetPath -ne $target -or $there.Arguments -ne $arguments) {
        Write-Output "The Start menu opens another copy: $($there.TargetPath) $($there.Arguments)"
        exit 1
    }
    if (-not (Test-Path -LiteralPath $target)) {
        Write-Output "Understudy is in the Start menu, and $target is not there: run setup_virtual_env.bat install"
        exit 1
    }
    Write-Output "Understudy is in the Start menu."
    exit 0
}

if ($Action -eq "remove") {
    if ($Print) { Write-Output "remove    $link"; exit 0 }
    if (Test-Path -LiteralPath $link) { Remove-Item -LiteralPath $link }
    Write-Output "Understudy is not in the Start menu any more."
    exit 0
}

if ($Print) {
    Write-Output "write     $link"
    Write-Output "          $target $arguments"
    exit 0
}
if (-not (Test-Path -LiteralPath $target)) {
    Write-Error "$target is not there: run setup_virtual_env.bat install first."
}
$made = (New-Object -ComObject WScript.Shell).CreateShortcut($link)
$made.TargetPath = $target
$made.Arguments = $arguments
$made.WorkingDirectory = $root
$made.IconLocation = "$icon,0"
$made.Description = "A chosen face over your own, live, as a camera for every other program"
$made.Save()
Write-Output "Understudy is in the Start menu now: $link"
