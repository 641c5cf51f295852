using System.Text.Json;

namespace Lab.Cli.Tests;

public sealed class PublishTests
{
    // What 'dotnet publish -p:PublishSingleFile=true' tells all projects.
    [Theory]
    [InlineData("Lab.Cli", "true", "true", "false")]
    [InlineData("Lab.Workbench", "false", "", "true")] // a self-contained library without a program of its own is an error
    public async Task A_program_in_one_file_has_its_runtime_and_native_libraries_in_it(
        string project, string selfContained, string nativeLibraries, string sameForAllSystems)
    {
        Answer answer = await LabProcess.RunAsync(
            Workplace.Repository,
            "dotnet",
            "msbuild",
            $"Runs/{project}/{project}.csproj",
            "-p:Configuration=Release",
            "-p:_IsPublishing=true",
            "-p:PublishSingleFile=true",
            "-getProperty:SelfContained",
            "-getProperty:IncludeNativeLibrariesForSelfExtract",
            "-getProperty:IsRidAgnostic");

        answer.Succeeds();
        JsonElement properties = JsonDocument.Parse(answer.Output).RootElement.GetProperty("Properties");
        Assert.Equal(selfContained, properties.GetProperty("SelfContained").GetString());
        Assert.Equal(nativeLibraries, properties.GetProperty("IncludeNativeLibrariesForSelfExtract").GetString());
        Assert.Equal(sameForAllSystems, properties.GetProperty("IsRidAgnostic").GetString());
    }
}
