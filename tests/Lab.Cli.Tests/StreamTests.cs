using Lab.Runs.Records;

namespace Lab.Cli.Tests;

/// <summary>Outputs that are full, closed or gone, and runs in the background of a terminal.</summary>
public sealed class StreamTests : IDisposable
{
    private static readonly string OnTerminal = Path.Combine(
        Workplace.Repository, "tests", "Lab.Cli.Tests", "Terminals", "on_terminal.py");

    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Theory]
    [InlineData("> /dev/full 2>&1")]
    [InlineData(">&- 2>&-")]
    [InlineData("<&- >&- 2>&-")]
    [InlineData("2> /dev/full | true")]
    public async Task A_run_whose_output_cannot_be_written_is_done(string redirection)
    {
        Answer answer = await ShellAsync($"run spin-diode --runs-dir '{work.Runs}'", redirection);

        answer.Succeeds();
        RunFolder run = work.OnlyRun();
        Assert.Equal(RunStatus.Done, run.ReadInfo().Status);
        Assert.Equal(315, run.ReadData().Count);
    }

    [Theory]
    [InlineData("> /dev/full", "The output cannot be written: No space left on device")]
    [InlineData(">&-", "The output cannot be written: it is closed")]
    [InlineData("> /dev/full 2>&1", "")]
    public async Task A_command_whose_output_cannot_be_written_says_so_in_a_line(string redirection, string message)
    {
        Answer answer = await ShellAsync("protocols", redirection);

        Assert.Equal(1, answer.ExitCode);
        Assert.Equal(message, answer.Error.Trim());
        Assert.Empty(answer.Output);
    }

    [Fact]
    public async Task A_run_in_the_background_of_a_terminal_is_not_stopped_by_it()
    {
        Answer answer = await LabProcess.RunAsync(
            work.Folder, "python3", OnTerminal, "background", "50", "dotnet", LabProcess.Program, "run", "spin-diode",
            "--runs-dir", work.Runs);

        Assert.Contains("Done", answer.Succeeds().Output, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Done, work.OnlyRun().ReadInfo().Status);
    }

    [Fact]
    public async Task A_run_whose_terminal_is_closed_ends_as_stopped_and_safe()
    {
        string bench = work.Join("served.yaml");
        string log = work.Join("messages.log");
        await using LabProcess server = await LabProcess.ServeAsync(
            work.Folder, "--clock", "virtual", "--write-bench", bench, "--log", log);

        Answer answer = await LabProcess.RunAsync(
            work.Folder, "python3", OnTerminal, "close", "MHz", "dotnet", LabProcess.Program, "run", "spin-diode", "--bench",
            bench,
            "--set", "frequencies=320..372 MHz step 0.001 MHz", "--set", "field=none", "--runs-dir", work.Runs);

        Assert.Equal("130", answer.Succeeds().Output.Trim());
        Assert.Equal(RunStatus.Aborted, work.OnlyRun().ReadInfo().Status);
        Assert.Contains("\trf\t:OUTP 0", await File.ReadAllTextAsync(log), StringComparison.Ordinal);
    }

    private Task<Answer> ShellAsync(string arguments, string redirection) =>
        LabProcess.RunAsync(work.Folder, "sh", "-c", $"dotnet '{LabProcess.Program}' {arguments} {redirection}");
}
