using System.Text.Json;
using Lab.Instruments.Files;
using Lab.Runs.Records;

namespace Lab.Cli.Tests.Modules;

/// <summary>An instrument, a twin and a protocol of a user's own, from the bench file to the safe state.</summary>
public sealed class ModuleRunTests : IDisposable
{
    private static readonly string[] LongRun =
    [
        "run", "laser-steps", "--set", "powers=0..4 mW step 0.0001 mW", "--set", "settle=1 ms"
    ];

    private readonly OddBench odd = new();

    private Workplace Work => odd.Work;

    public void Dispose() => odd.Dispose();

    [Fact]
    public async Task I_can_measure_with_an_instrument_of_my_own()
    {
        string bench = odd.WriteWithFolder();

        Answer answer = (await Work.RunAsync("laser-steps", "--bench", bench, "--json")).Succeeds();

        JsonElement result = answer.Json.GetProperty("results").GetProperty("responsivity");
        double uncertainty = result.GetProperty("uncertainty").GetDouble();
        // The diode of the twin.
        Assert.InRange(result.GetProperty("value").GetDouble(), 0.5 - (5 * uncertainty), 0.5 + (5 * uncertainty));
    }

    [Fact]
    public async Task My_module_is_recorded_with_its_hash_and_its_run_is_analysed_without_it()
    {
        string bench = odd.WriteWithFolder();
        (await Work.RunAsync("laser-steps", "--bench", bench)).Succeeds();
        RunFolder run = Work.OnlyRun();

        RunFile file = Assert.Single(run.ReadInfo().Files, each => each.Setting == RunFiles.Module);
        Assert.Equal(PlainFile.Sha256(await File.ReadAllBytesAsync(OddBench.Assembly)), file.Sha256);
        Directory.Delete(Work.Join("modules"), recursive: true);

        (await Workplace.LabAsync("runs", "report", run.Name, "--runs-dir", Work.Runs)).Succeeds();
    }

    [Fact]
    public async Task I_can_see_how_well_my_protocol_recovers_what_my_twin_hides()
    {
        Answer answer = (await Workplace.LabAsync(
            "validate", "laser-steps", "--bench", odd.WriteWithFolder(), "--seeds", "20", "--json")).Succeeds();

        JsonElement result = Assert.Single(answer.Json.GetProperty("results").EnumerateArray());
        Assert.Equal("responsivity", result.GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_limit_of_my_part_holds()
    {
        Answer answer = await Work.RunAsync("laser-steps", "--bench", odd.WriteWithFolder(), "--set", "powers=4..6 mW step 1 mW");

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("light at photodiode 'diode' at most 4.5 mW", answer.Message, StringComparison.Ordinal);
        Work.AssertNothingRecorded();
    }

    [Fact]
    public async Task My_instrument_stands_in_schema_and_list_of_protocols()
    {
        string bench = odd.WriteWithFolder();

        string schema = (await Workplace.LabAsync("bench", "schema", "--bench", bench)).Succeeds().Output;
        Assert.Contains("odd-laser", schema, StringComparison.Ordinal);
        Assert.Contains("sample.photodiodes.NAME", schema, StringComparison.Ordinal);
        Assert.Contains(
            "laser-steps", (await Workplace.LabAsync("protocols", "--bench", bench)).Succeeds().Output, StringComparison.Ordinal);
        Assert.DoesNotContain("laser-steps", (await Workplace.LabAsync("protocols")).Succeeds().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_watchdog_of_a_run_that_is_killed_makes_my_instrument_safe()
    {
        string served = Work.Join("served.yaml");
        string log = Work.Join("messages.log");
        await using LabProcess server = await LabProcess.ServeAsync(
            Work.Folder, "--bench", odd.WriteWithFolder(), "--clock", "virtual", "--write-bench", served, "--log", log);
        await using LabProcess run = LabProcess.Start(Work.Folder, [.. LongRun, "--bench", served, "--runs-dir", Work.Runs]);
        await run.WaitForAsync(line => line.EndsWith("preparing", StringComparison.Ordinal));

        run.Signal("KILL");
        await run.ExitAsync();

        await run.WaitForAsync(line => line.StartsWith("laser: safe", StringComparison.Ordinal));
        Assert.Contains("its watchdog made the bench safe at ", Work.OnlyRun().ReadInfo().Reason, StringComparison.Ordinal);
        Assert.Contains("\tlaser\t:OUTP 0", await File.ReadAllTextAsync(log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_is_not_resumed_with_another_module_than_it_began_with()
    {
        string served = Work.Join("served.yaml");
        await using LabProcess server = await LabProcess.ServeAsync(
            Work.Folder, "--bench", odd.WriteWithFolder(), "--clock", "virtual", "--write-bench", served);
        await using (LabProcess run = LabProcess.Start(Work.Folder, [.. LongRun, "--bench", served, "--runs-dir", Work.Runs]))
        {
            await run.WaitForAsync(line => line.EndsWith("preparing", StringComparison.Ordinal));
            run.Signal("KILL");
            await run.ExitAsync();
        }

        string module = Work.Join(Path.Combine("modules", "OddInstrument.dll"));
        await File.AppendAllTextAsync(module, "\n"); // which a loader lets pass

        Answer answer = await Workplace.LabAsync("resume", Work.OnlyRun().Name, "--runs-dir", Work.Runs);

        Assert.Equal(2, answer.ExitCode);
        Assert.Contains($"The run began differently: file of module, {module}, was", answer.Message, StringComparison.Ordinal);
    }
}
