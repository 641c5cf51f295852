using System.Globalization;

namespace Lab.Cli.Tests;

/// <summary>An instrument that goes mad in the middle of a run: the run ends with a message that says what came, what was
/// measured is kept, and the rest of the bench is safe.</summary>
public sealed class HostileInstrumentTests : IDisposable
{
    private static readonly TimeSpan Trickle = TimeSpan.FromMilliseconds(20);

    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task An_instrument_that_goes_mad_ends_the_run_and_leaves_the_bench_safe()
    {
        const int saneMessages = 30;
        (string Answer, TimeSpan Pause, string Message)[] manners =
        [
            (new string('x', 1 << 16), TimeSpan.Zero, "does not end"),
            ("1", Trickle, "No answer came within 1 s"),
            ("1E999\n", Trickle, "voltmeter"),
            ("-113,\"Undefined header\"\n", Trickle, "voltmeter"),
            ("5\n5\n5\n5\n", Trickle, "voltmeter"),
        ];
        string bench = work.Join("served.yaml");
        await using LabProcess server = await LabProcess.ServeAsync(work.Folder, "--clock", "virtual", "--write-bench", bench);
        int port = server.Ports()["voltmeter"];
        foreach ((string sent, TimeSpan pause, string message) in manners)
        {
            using var proxy = new MadProxy(port, saneMessages, sent, pause);
            string text = (await File.ReadAllTextAsync(bench))
                .Replace(
                    string.Create(CultureInfo.InvariantCulture, $"::{port}::"),
                    string.Create(CultureInfo.InvariantCulture, $"::{proxy.Port}::"),
                    StringComparison.Ordinal)
                .Replace("driver: keithley-2182a", "driver: keithley-2182a\n    timeout: 1 s", StringComparison.Ordinal);

            Answer answer = await work.RunAsync(
                "spin-diode", "--bench", work.Write("mad.yaml", text), "--set", "field=none", "--set", "powers=50 uW", "--set",
                "frequencies=340..350 MHz step 0.1 MHz");

            Assert.Equal(1, answer.ExitCode);
            Assert.Contains(message, answer.Error + answer.Output, StringComparison.Ordinal);
            Assert.Contains("voltmeter", answer.Error + answer.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("NOT SAFE", answer.Error + answer.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("Bug in Lab", answer.Error + answer.Output, StringComparison.Ordinal);
            Assert.Equal("0", await ServeTests.AskAsync(server.Ports()["rf"], "OUTP?"));
        }
    }
}
