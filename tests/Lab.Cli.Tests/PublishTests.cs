using System.Text.Json;

namespace Lab.Cli.Tests;

public sealed class PublishTests
{
    // 'dotnet publish -p:SingleFileFor=win-x64' tells it all projects; the libraries stay those of the ordinary build.
    [Theory]
    [InlineData("Lab.Cli", "true", "true", "win-x64")]
    [InlineData("Lab.Workbench", "false", "", "")]
    public async Task A_program_in_one_file_has_its_runtime_and_native_libraries_in_it(
        string project, string selfContained, string nativeLibraries, string system)
    {
        Answer answer = await LabProcess.RunAsync(
            Workplace.Repository,
            "dotnet",
            "msbuild",
            $"Runs/{project}/{project}.csproj",
            "-p:Configuration=Release",
            "-p:_IsPublishing=true",
            "-p:SingleFileFor=win-x64",
            "-getProperty:SelfContained",
            "-getProperty:IncludeNativeLibrariesForSelfExtract",
            "-getProperty:RuntimeIdentifier");

        answer.Succeeds();
        JsonElement properties = JsonDocument.Parse(answer.Output).RootElement.GetProperty("Properties");
        Assert.Equal(selfContained, properties.GetProperty("SelfContained").GetString());
        Assert.Equal(nativeLibraries, properties.GetProperty("IncludeNativeLibrariesForSelfExtract").GetString());
        Assert.Equal(system, properties.GetProperty("RuntimeIdentifier").GetString());
    }
}
