@echo off
rem Builds the program when a source is newer than it, then runs it; the exit status is the program's own.
setlocal
set "root=%~dp0"
set "program=%root%artifacts\bin\Cli\release\dukou.exe"
set "built=%root%artifacts\dukou.built"

if not exist "%program%" goto build
if not exist "%built%" goto build
powershell -NoProfile -Command "$built = (Get-Item -LiteralPath $env:built).LastWriteTimeUtc; $newer = Get-ChildItem -Recurse -LiteralPath ($env:root + 'src'), ($env:root + 'Directory.Build.props'), ($env:root + 'Directory.Packages.props'), ($env:root + 'global.json'), ($env:root + 'NOTICE') | Where-Object LastWriteTimeUtc -gt $built | Select-Object -First 1; exit [int]($null -ne $newer)"
if not errorlevel 1 goto run

:build
pushd "%root%"
dotnet --version >nul 2>nul
if errorlevel 1 (
    popd
    echo dukou: building needs the .NET 10 SDK: https://dotnet.microsoft.com/download/dotnet/10.0 1>&2
    exit /b 1
)
popd
echo dukou: building; it takes about a minute and happens once after a change of the sources 1>&2
if not exist "%root%artifacts" mkdir "%root%artifacts"
type nul > "%built%.new"
set DOTNET_NOLOGO=1
set DOTNET_CLI_TELEMETRY_OPTOUT=1
dotnet build "%root%src\Cli" --configuration Release --verbosity quiet --nologo -nodeReuse:false 1>&2
if errorlevel 1 exit /b 1
move /y "%built%.new" "%built%" >nul

:run
set "DUKOU_CALLED_AS=%~0"
"%program%" %*
exit /b %errorlevel%
