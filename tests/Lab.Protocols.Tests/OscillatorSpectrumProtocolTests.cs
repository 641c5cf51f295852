using Lab.Protocols.Oscillators;
using Lab.Quantities;
using Lab.Runs.Calibrations;
using Lab.Runs.Engine;
using Lab.Runs.Records;
using Lab.Runs.Settings;

namespace Lab.Protocols.Tests;

/// <summary>Oscillators whose threshold and line the protocol is not told.</summary>
public class OscillatorSpectrumProtocolTests
{
    private static readonly OscillatorSpectrumProtocol Protocol = new();

    [Fact]
    public async Task Run_OscillatorThatItIsNotTold_FindsThresholdAndLine()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol,
            bench => VirtualLab.WithParts(
                bench, ("threshold_current", Current.FromAmperes(2.4e-3)), ("linewidth", Frequency.FromMegahertz(1.5))),
            1, "currents=1..6 mA step 0.5 mA");

        Assert.Null(outcome.Analysis.Failure);
        Assert.Equal(2.4e-3, outcome["threshold_current"].Value, 0.15e-3);
        outcome.AssertHolds("linewidth", 1.5e6);
        Assert.Equal(232e6, outcome["frequency"].Value, 0.2e6);

        // 5 mV into 50 Ω.
        Assert.Equal(0.25e-6, outcome["power"].Value, 0.03e-6);
        Assert.Equal(3, outcome.Analysis.Figures.Count);
        Assert.Equal("density (dB above 1 V²/Hz)", outcome.Analysis.Figures[0].Panels[0].Series[0].HeatLabel);
    }

    [Fact]
    public async Task Run_SpectrumAnalyserInThePlaceOfTheOscilloscope_FindsTheSame()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol,
            _ => VirtualLab.BenchOf("oscillator", text => text
                .Replace("  scope:", "  analyser:", StringComparison.Ordinal)
                .Replace("keysight-dso-x-3054t", "rohde-schwarz-fsv", StringComparison.Ordinal)
                .Replace("  scope.1:", "  analyser:", StringComparison.Ordinal)),
            1, "currents=1..6 mA step 0.5 mA", "detection=analyser", "averages=8");

        Assert.Null(outcome.Analysis.Failure);
        Assert.Equal(2e-3, outcome["threshold_current"].Value, 0.2e-3);
        Assert.Equal(1e6, outcome["linewidth"].Value, 0.2e6);
        Assert.Equal(0.25e-6, outcome["power"].Value, 0.03e-6);
    }

    [Fact]
    public async Task Run_RecordThatNoMemoryHolds_SaysHowLongItWouldBe()
    {
        RunInfo info = await VirtualLab.InfoAsync(Protocol, bench => bench, CalibrationsInForce.None, 1, "record_time=10 s");

        Assert.Equal(RunStatus.Failed, info.Status);
        Assert.Contains("10 s at 1.2 GSa/s are 12,000,000,000 samples", info.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("currents", "1..3 mA step 1 mA", "The setting 'currents' needs 6 or more positive values in ascending order.")]
    [InlineData("operating_current", "5.2 mA", "The setting 'operating_current' is 5.2 mA, which is none of 'currents'.")]
    [InlineData(
        "record_time", "50 us",
        "The setting 'record_time' is 50 µs, 3.7 segments of the 16,384 samples that the 'resolution' of 150 kHz takes; at least "
            + "12 are needed.")]
    public void Create_SettingsThatGiveNoResult_SaySo(string key, string value, string expected)
    {
        object settings = SettingsBinder.Bind(Protocol.SettingsType, new Dictionary<string, string> { [key] = value });

        Assert.Equal(expected, Assert.Throws<SettingsException>(() => Protocol.Create(settings)).Message);
    }
}
