using System.Globalization;
using Lab.Benches.Samples;
using Lab.Models.SpinDiodes;
using Lab.Quantities;

namespace Lab.Mocks.Tests.Rough;

/// <summary>The level that an RF generator's user before leaves on, at the sample: offset, reference, unit, multiplier,
/// modulation, correction.</summary>
public class LeftOverLevelTests
{
    private static readonly (string Key, object Value)[] Exact = [("level_error", LevelRatio.FromDecibels(0))];

    [Theory]
    [InlineData("rohde-schwarz-smb100a")]
    [InlineData("keysight-e8257d")]
    public async Task LevelOffset_OfMinus20Decibels_Gives20DecibelsMoreThanTheFigure(string driver)
    {
        using RoughBench bench = await OpenAsync(driver);
        await bench.LookAsync(":POW:OFFS -20 dB;:POW -10 dBm;:OUTP ON");
        Assert.Equal(10, ToneOf(bench).Power.Dbm, 1e-9);
        Assert.Equal(-10, await NumberAsync(bench, ":POW?"), 1e-9);
        Assert.Equal(10, await NumberAsync(bench, ":POW:OFFS 0;:POW?"), 1e-9);
        Assert.Equal(10, ToneOf(bench).Power.Dbm, 1e-9); // the figure changes, the power does not
    }

    [Theory]
    [InlineData("rohde-schwarz-smb100a")]
    [InlineData("keysight-e8257d")]
    public async Task UnitVolt_ANumberWithoutUnit_IsVoltsAt50Ohms(string driver)
    {
        using RoughBench bench = await OpenAsync(driver);
        await bench.LookAsync(":UNIT:POW V;:POW 0.2236068;:OUTP ON"); // 1 mW in 50 Ohm
        Assert.Equal(0, ToneOf(bench).Power.Dbm, 1e-6);
        await bench.LookAsync(":POW -20 dBm");
        Assert.Equal(-20, ToneOf(bench).Power.Dbm, 1e-9);
        Assert.Equal(0.02236068, await NumberAsync(bench, ":POW?"), 1e-8);
    }

    [Theory]
    [InlineData("rohde-schwarz-smb100a")]
    [InlineData("keysight-e8257d")]
    public async Task FrequencyMultiplierAndOffset_ChangeTheFigureAlone(string driver)
    {
        using RoughBench bench = await OpenAsync(driver);
        await bench.LookAsync(":FREQ:MULT 2;:FREQ:OFFS 10 MHz;:FREQ 1.01 GHz;:OUTP ON");
        Assert.Equal(500e6, ToneOf(bench).Frequency.Hertz, 1e-3);
        Assert.Equal(500e6, await NumberAsync(bench, ":FREQ:MULT 1;:FREQ:OFFS 0;:FREQ?"), 1e-3);
    }

    [Fact]
    public async Task PulseModulation_PassesHalfOfThePower_UntilAllModulationIsOff()
    {
        using RoughBench smb = await OpenAsync("rohde-schwarz-smb100a");
        await smb.LookAsync(":POW 0 dBm;:PULM:STAT ON;:OUTP ON");
        Assert.Equal(0.5e-3, ToneOf(smb).Power.Watts, 1e-12);
        await smb.LookAsync(":MOD:STAT 0");
        Assert.Equal(1e-3, ToneOf(smb).Power.Watts, 1e-12);
        using RoughBench psg = await OpenAsync("keysight-e8257d");
        await psg.LookAsync(":POW 0 dBm;:PULM:STAT ON;:OUTP ON");
        Assert.Equal(0.5e-3, ToneOf(psg).Power.Watts, 1e-12);
        await psg.LookAsync(":OUTP:MOD 0");
        Assert.Equal(1e-3, ToneOf(psg).Power.Watts, 1e-12);
    }

    [Fact]
    public async Task LevelReference_OfTheKeysight_IsAddedToTheFigure()
    {
        using RoughBench bench = await OpenAsync("keysight-e8257d");
        await bench.LookAsync(":POW:REF -10 dBm;REF:STAT ON;:POW -5;:OUTP ON");
        Assert.Equal(-15, ToneOf(bench).Power.Dbm, 1e-9);
        Assert.Equal(-15, await NumberAsync(bench, ":POW:REF:STAT OFF;:POW?"), 1e-9);
    }

    [Fact]
    public async Task FlatnessCorrection_OfTheKeysight_IsStraightBetweenItsPairs()
    {
        using RoughBench bench = await OpenAsync("keysight-e8257d");
        await bench.LookAsync(":CORR:FLAT:PAIR 1 GHz,1 dB;:CORR:FLAT:PAIR 3 GHz,3 dB;:CORR ON;:POW -10 dBm;:FREQ 2 GHz;:OUTP ON");
        Assert.Equal(-8, ToneOf(bench).Power.Dbm, 1e-9);
        await bench.LookAsync(":FREQ 0.5 GHz");
        Assert.Equal(-9, ToneOf(bench).Power.Dbm, 1e-9);
        await bench.LookAsync(":CORR OFF");
        Assert.Equal(-10, ToneOf(bench).Power.Dbm, 1e-9);
    }

    private static async Task<RoughBench> OpenAsync(string driver)
    {
        var bench = new RoughBench(driver, SamplePort.Rf, twin: Exact);
        await bench.LookAsync("*RST");
        return bench;
    }

    private static RfTone ToneOf(RoughBench bench) => Assert.Single(bench.Virtual.Stage.TonesFrom("device"));

    private static async Task<double> NumberAsync(RoughBench bench, string query) =>
        double.Parse(await bench.LookAsync(query), CultureInfo.InvariantCulture);
}
