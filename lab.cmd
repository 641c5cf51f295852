@echo off
rem Builds Lab on first use and after a change of its sources, then starts it.
setlocal
set "here=%~dp0"
set "program=%here%artifacts\bin\Lab.Cli\release\lab.dll"
set "stamp=%here%artifacts\lab.stamp"

powershell -NoProfile -Command "$s='%stamp%'; if (-not (Test-Path $s) -or -not (Test-Path '%program%')) { exit 1 }; $t=(Get-Item $s).LastWriteTimeUtc; $n=Get-ChildItem -Recurse -File '%here%Models','%here%Instruments','%here%Mocks','%here%Runs','%here%Calibration','%here%Protocols','%here%Directory.Build.props','%here%Directory.Packages.props','%here%global.json' | Where-Object { $_.LastWriteTimeUtc -gt $t } | Select-Object -First 1; if ($n) { exit 1 }"
if not errorlevel 1 goto start

where dotnet >nul 2>nul
if errorlevel 1 (
    echo Lab needs the .NET 10 SDK: install it from https://dotnet.microsoft.com and try again. 1>&2
    exit /b 2
)
echo Building Lab, which takes about a minute the first time ... 1>&2
if not exist "%here%artifacts" mkdir "%here%artifacts"
dotnet build "%here%Runs\Lab.Cli\Lab.Cli.csproj" -c Release -v quiet -nologo > "%here%artifacts\lab.build.log" 2>&1
if errorlevel 1 (
    type "%here%artifacts\lab.build.log" 1>&2
    echo Lab does not build; the messages are above. 1>&2
    exit /b 2
)
echo built > "%stamp%"

:start
dotnet "%program%" %*
exit /b %errorlevel%
