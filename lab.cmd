@echo off
rem Builds Lab on first use and after a change of its sources, then starts it.
setlocal
set "here=%~dp0"
set "program=%here%artifacts\bin\Lab.Cli\release\lab.dll"
set "stamp=%here%artifacts\lab.stamp"
set "started=%here%artifacts\lab.started"

rem PowerShell reads the paths from the environment, where quotes and apostrophes in them mean nothing.
powershell -NoProfile -Command "$s=$env:stamp; if (-not (Test-Path -LiteralPath $s) -or -not (Test-Path -LiteralPath $env:program)) { exit 1 }; $t=(Get-Item -LiteralPath $s).LastWriteTimeUtc; $p='Models','Instruments','Mocks','Runs','Calibration','Protocols','Directory.Build.props','Directory.Packages.props','global.json' | ForEach-Object { Join-Path $env:here $_ }; $n=Get-ChildItem -Recurse -File -LiteralPath $p | Where-Object { $_.LastWriteTimeUtc -gt $t } | Select-Object -First 1; if ($n) { exit 1 }"
if not errorlevel 1 goto start

where dotnet >nul 2>nul
if errorlevel 1 (
    echo Lab needs the .NET 10 SDK: install it from https://dotnet.microsoft.com and try again. 1>&2
    exit /b 2
)
echo Building Lab, which takes about a minute the first time ... 1>&2
if not exist "%here%artifacts" mkdir "%here%artifacts"

rem What is changed while the build runs is built the next time. The projects are named as they are done.
echo started > "%started%"
dotnet build "%here%Runs\Lab.Cli\Lab.Cli.csproj" -c Release -v minimal -nologo -p:TreatWarningsAsErrors=false 1>&2
if errorlevel 1 (
    echo Lab does not build; the messages are above. 1>&2
    exit /b 2
)
move /y "%started%" "%stamp%" >nul

:start
dotnet "%program%" %*
exit /b %errorlevel%
