namespace Lab.Cli.Tests.Modules;

/// <summary>The examples that <c>lab new</c> writes run as they are, and their tests pass.</summary>
public sealed class NewCommandTests : IDisposable
{
    private readonly OddBench odd = new();

    private Workplace Work => odd.Work;

    public void Dispose() => odd.Dispose();

    [Theory]
    [InlineData("module", "run", "my-thing-steps", "--bench")]
    [InlineData("driver", "bench", "check")]
    [InlineData("protocol", "run", "my-thing", "--bench")]
    public async Task I_can_start_from_an_example_whose_tests_pass(string kind, params string[] command)
    {
        string folder = Work.Join("my-thing");
        (await Workplace.LabAsync("new", kind, "my-thing", "--output", folder)).Succeeds();

        string[] runs = command[0] == "run" ? ["--runs-dir", Work.Runs] : [];
        (await Workplace.LabAsync([.. command, Path.Combine(folder, "bench.yaml"), .. runs])).Succeeds();
        Answer tests = await LabProcess.RunAsync(
            folder, "dotnet", "test", "tests", "-c", "Release", "-nologo", "-nodereuse:false");

        Assert.True(tests.ExitCode == 0, tests.Output + tests.Error);
        Assert.Contains("Passed!", tests.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_mine_is_replaced_only_with_force()
    {
        string folder = Work.Join("my-thing");
        string bench = Path.Combine(folder, "bench.yaml");
        (await Workplace.LabAsync("new", "driver", "my-thing", "-o", folder)).Succeeds();
        await File.WriteAllTextAsync(bench, "mine");

        (await Workplace.LabAsync("new", "driver", "my-thing", "-o", folder)).FailsWith(
            2, $"'{bench}' is there already; --force replaces it.");
        Assert.Equal("mine", await File.ReadAllTextAsync(bench));

        (await Workplace.LabAsync("new", "driver", "my-thing", "-o", folder, "--force")).Succeeds();
        Assert.StartsWith("bench: my-thing", await File.ReadAllTextAsync(bench), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "driver", "My Thing", "'My Thing' is no name of a driver; write small letters, digits and hyphens, such as my-laser.")]
    [InlineData("protocol", "mac", "Lab has a protocol 'mac' already; choose another name.")]
    public async Task A_name_that_cannot_be_is_refused(string kind, string name, string message) =>
        (await Workplace.LabAsync("new", kind, name, "-o", Work.Join("never"))).FailsWith(2, message);
}
