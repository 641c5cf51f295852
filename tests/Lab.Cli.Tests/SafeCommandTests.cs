using System.Net.Sockets;
using System.Text;

namespace Lab.Cli.Tests;

/// <summary>A bench that somebody left on, and one that somebody else is using.</summary>
public sealed class SafeCommandTests : IDisposable
{
    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task I_can_make_a_bench_safe_that_was_left_on()
    {
        string bench = work.Join("served.yaml");
        await using LabProcess server = await LabProcess.ServeAsync(work.Folder, "--write-bench", bench);
        await AskAsync(server.Ports()["rf"], ":SOUR:POW -20 dBm;:OUTP 1;*OPC?");
        await AskAsync(server.Ports()["line"], ":SOUR:FUNC CURR;:SOUR:RANG 0.01;:SOUR:LEV 0.001;:OUTP 1;*OPC?");

        Answer answer = (await Workplace.LabAsync("safe", "--bench", bench)).Succeeds();

        Assert.Contains("Bench 'spin-diode' is in its safe state.", answer.Output, StringComparison.Ordinal);
        Assert.Equal("0", await AskAsync(server.Ports()["rf"], ":OUTP?"));
        Assert.Equal("0", await AskAsync(server.Ports()["line"], ":OUTP?"));
    }

    [Fact]
    public async Task An_instrument_that_is_gone_keeps_no_other_from_being_made_safe()
    {
        string bench = work.Join("served.yaml");
        await using LabProcess server = await LabProcess.ServeAsync(work.Folder, "--write-bench", bench);
        await AskAsync(server.Ports()["line"], ":SOUR:FUNC CURR;:SOUR:RANG 0.01;:SOUR:LEV 0.001;:OUTP 1;*OPC?");
        string yaml = await File.ReadAllTextAsync(bench);
        await File.WriteAllTextAsync(bench, yaml.Replace($"::{server.Ports()["rf"]}::", "::9::", StringComparison.Ordinal));

        Answer answer = await Workplace.LabAsync("safe", "--bench", bench);

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("NOT SAFE: ", answer.Error, StringComparison.Ordinal);
        Assert.Contains("is NOT in its safe state: 1 of 5 steps failed.", answer.Output, StringComparison.Ordinal);
        Assert.Equal("0", await AskAsync(server.Ports()["line"], ":OUTP?"));
    }

    [Fact]
    public async Task A_bench_in_use_is_refused_to_a_second_program()
    {
        string bench = work.Join("served.yaml");
        await using LabProcess server = await LabProcess.ServeAsync(work.Folder, "--write-bench", bench);
        await using LabProcess run = LabProcess.Start(
            work.Folder,
            [
                "run", "spin-diode", "--bench", bench, "--runs-dir", work.Runs, "--set", "field=none", "--set", "integration_cycles=0.01",
                "--set", "settle=1 ms", "--set", "frequencies=330..362 MHz step 0.01 MHz",
            ]);
        await run.WaitForAsync(line => line.Contains(" points, bench time", StringComparison.Ordinal));

        Answer second = await Workplace.LabAsync("run", "spin-diode", "--bench", bench, "--runs-dir", work.Join("second"));
        Answer safe = await Workplace.LabAsync("safe", "--bench", bench);

        foreach (Answer answer in (Answer[])[second, safe])
        {
            Assert.NotEqual(0, answer.ExitCode);
            Assert.Contains("Bench 'spin-diode' is in use by process ", answer.Error, StringComparison.Ordinal);
        }

        await run.SignalAsync("INT");
        Assert.Equal(130, await run.ExitAsync());
    }

    private static async Task<string> AskAsync(int port, string message)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync("127.0.0.1", port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{message}\n"));
        using var reader = new StreamReader(client.GetStream());
        return (await reader.ReadLineAsync())!;
    }
}
