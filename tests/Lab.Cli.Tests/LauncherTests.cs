namespace Lab.Cli.Tests;

/// <summary>The launcher <c>lab</c>, with a program in the place of dotnet that writes down what it is called with.</summary>
public sealed class LauncherTests : IDisposable
{
    private readonly Workplace work = new();
    private readonly string place;
    private readonly string dotnet;

    public LauncherTests()
    {
        // Blanks and apostrophes are in many people's folders.
        place = work.Join("a person's own lab");
        dotnet = Path.Combine(work.Folder, "bin");
        foreach (string part in (string[])["Models", "Instruments", "Mocks", "Runs/Lab.Cli", "Calibration", "Protocols"])
        {
            Directory.CreateDirectory(Path.Combine(place, part));
        }

        foreach (string file in (string[])["Directory.Build.props", "Directory.Packages.props", "global.json"])
        {
            File.WriteAllText(Path.Combine(place, file), string.Empty);
        }

        File.Copy(Path.Combine(Workplace.Repository, "lab"), Path.Combine(place, "lab"));
        Directory.CreateDirectory(dotnet);
        File.WriteAllText(Path.Combine(dotnet, "dotnet"), """
            #!/bin/sh
            echo "$@" >> "$CALLS"
            if [ "$1" = build ]; then
                if [ -n "${FAIL:-}" ]; then echo "CS1002: ; expected"; exit 1; fi
                program="$(dirname -- "$2")/../../artifacts/bin/Lab.Cli/release"
                mkdir -p "$program" && : > "$program/lab.dll"
            else
                printf '%s\n' "$@"
            fi

            """.ReplaceLineEndings("\n"));
    }

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task A_link_to_the_launcher_builds_and_starts_what_it_links_to()
    {
        Directory.CreateDirectory(work.Join("home/bin"));
        File.CreateSymbolicLink(work.Join("home/first"), Path.Combine(place, "lab"));
        File.CreateSymbolicLink(work.Join("home/bin/lab"), "../first");

        Answer answer = (await CallAsync(work.Join("home/bin/lab"), "run", "a b", "it's")).Succeeds();

        Assert.Equal($"{Program()}\nrun\na b\nit's\n", answer.Output);
        Assert.Contains("Building Lab", answer.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(work.Join("home/bin/artifacts")));
        Assert.False(Directory.Exists(work.Join("home/artifacts")));
    }

    [Fact]
    public async Task What_is_built_is_started_without_a_build_until_a_source_changes()
    {
        (await CallAsync(Path.Combine(place, "lab"))).Succeeds();
        (await CallAsync(Path.Combine(place, "lab"))).Succeeds();
        Assert.Single(await BuildsAsync());

        string source = Path.Combine(place, "Protocols", "Mine.cs");
        File.WriteAllText(source, "class Mine;");
        File.SetLastWriteTimeUtc(source, File.GetLastWriteTimeUtc(Path.Combine(place, "artifacts", "lab.stamp")).AddSeconds(2));
        (await CallAsync(Path.Combine(place, "lab"))).Succeeds();
        Assert.Equal(2, (await BuildsAsync()).Length);

        // A protocol that is being written is built without the style rules of the project.
        Assert.All(await BuildsAsync(), build => Assert.Contains("TreatWarningsAsErrors=false", build, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_build_that_fails_shows_why_and_is_tried_again()
    {
        Answer failed = await CallAsync(Path.Combine(place, "lab"), "FAIL=1");

        Assert.Equal(2, failed.ExitCode);
        Assert.Contains(
            "CS1002: ; expected\nLab does not build; the messages are above.", failed.Error, StringComparison.Ordinal);
        Assert.Empty(failed.Output);
        (await CallAsync(Path.Combine(place, "lab"))).Succeeds();
    }

    private string Program() => Path.Combine(place, "artifacts/bin/Lab.Cli/release/lab.dll");

    private async Task<string[]> BuildsAsync() =>
        [.. (await File.ReadAllLinesAsync(work.Join("calls"))).Where(line => line.StartsWith(
            "build ", StringComparison.Ordinal))];

    private async Task<Answer> CallAsync(string launcher, params string[] arguments)
    {
        string[] variables = [.. arguments.TakeWhile(argument => argument.StartsWith("FAIL=", StringComparison.Ordinal))];
        (await LabProcess.RunAsync(work.Folder, "chmod", "+x", Path.Combine(dotnet, "dotnet"))).Succeeds();
        return await LabProcess.RunAsync(
            work.Folder,
            "env",
            [
                $"PATH={dotnet}:{Environment.GetEnvironmentVariable("PATH")}",
                $"CALLS={work.Join("calls")}",
                .. variables,
                "sh",
                launcher,
                .. arguments[variables.Length..],
            ]);
    }
}
