using System.Globalization;
using System.Text;
using Lab.Benches;
using Lab.Benches.Files;
using Lab.Instruments;
using Lab.Instruments.Clocks;
using Lab.Mocks.Described;

namespace Lab.Mocks.Tests.Described;

/// <summary>The generic twin: registers with limits, short and long forms, errors in its queue, readings that follow a
/// register.</summary>
public sealed class DescribedInstrumentTwinTests
{
    private const string Bench =
        """
        bench: trial
        instruments:
          device:
            driver: scpi
            address: "sim:"
            twin: { noise: NOISE }
            description:
              instrument: A source with two outputs
              identity: SOURCE
              terminals:
                a:
                  output: { on: "OUTPut1:STATe ON", off: "OUTPut1:STATe OFF", query: "OUTPut1:STATe?" }
                  channels:
                    level: { set: "SOURce1:LEVel {value}", query: "SOURce1:LEVel?", unit: mV, range: { min: -100 mV, max: 100 mV }, resolution: 0.5 mV, settling: 200 ms, safe: 0 mV }
                  readings:
                    sense: { query: "SENSe? 1", unit: mV, field: 2, twin: { reads: level, gain: 2, noise: 1 mV } }
                    time: { query: "SENSe? 1", unit: s, field: 1, twin: { offset: 3 s } }
                b:
                  channels:
                    level: { set: "SOURce2:LEVel {value}", query: "SOURce2:LEVel?", unit: mV, range: { min: 0 mV, max: 10 mV }, safe: 0 mV }
        """;

    [Theory]
    [InlineData("SOUR1:LEV 12.5", "SOUR1:LEV?", "12.5")]
    [InlineData("source1:level 12.5", "SOURCE1:LEVEL?", "12.5")]
    [InlineData(":Sour1:Lev 12.4", ":SOUR1:LEV?", "12.5")] // rounded to its steps
    [InlineData("SOUR2:LEV 5", "SOUR2:LEV?", "5")]
    [InlineData("SOUR2:LEV 5", "SOUR1:LEV?", "0")]
    [InlineData("SOUR1:LEV 101", "SYST:ERR?", "-222,\"Data out of range\"")]
    [InlineData("SOUR1:LEV", "SYST:ERR?", "-109,\"Missing parameter\"")]
    [InlineData("SOUR1:LEV 1,2", "SYST:ERR?", "-108,\"Parameter not allowed\"")]
    [InlineData("SOUR1:LEV much", "SYST:ERR?", "-104,\"Data type error\"")]
    [InlineData("SOUR3:LEV 1", "SYST:ERR?", "-113,\"Undefined header\"")]
    [InlineData("SOURC1:LEV 1", "SYST:ERR?", "-113,\"Undefined header\"")] // neither the short form nor the long one
    [InlineData("SOUR1:LEV 1", "SYST:ERR?", "0,\"No error\"")]
    [InlineData("OUTP1:STAT 1", "OUTP1:STAT?", "1")]
    [InlineData("OUTP1:STAT OFF", "OUTP1:STAT?", "0")]
    public async Task Execute_MessageThenQuery_AnswersAsItsDescription(string message, string query, string answer)
    {
        using VirtualBench bench = Open(noise: 0);
        Assert.Empty(await AskAsync(bench, message));
        Assert.Equal(answer, await AskAsync(bench, query));
    }

    [Fact]
    public async Task Reading_FollowsItsRegisterWhileTheOutputIsOn_AndFieldsShareAQuery()
    {
        using VirtualBench bench = Open(noise: 0);
        await AskAsync(bench, "SOUR1:LEV 20");
        Assert.Equal("3,0", await AskAsync(bench, "SENS? 1"));

        await AskAsync(bench, "OUTP1:STAT ON");

        Assert.Equal("3,40", await AskAsync(bench, "SENS? 1"));
    }

    [Fact]
    public async Task Reading_WithNoise_HasItsStandardDeviation()
    {
        using VirtualBench bench = Open(noise: 1);
        double[] read = new double[400];
        for (int i = 0; i < read.Length; i++)
        {
            read[i] = double.Parse((await AskAsync(bench, "SENS? 1")).Split(',')[1], CultureInfo.InvariantCulture);
        }

        double mean = read.Average();
        double deviation = Math.Sqrt(read.Average(value => (value - mean) * (value - mean)));
        Assert.InRange(mean, -0.2, 0.2); // four standard errors of 1 mV/√400
        Assert.InRange(deviation, 0.85, 1.15); // four of 1/√800
    }

    [Fact]
    public async Task OperationComplete_AfterASetPoint_TakesItsSettlingTime()
    {
        var clock = new VirtualClock();
        using VirtualBench bench = Open(noise: 0, clock);
        await AskAsync(bench, "SOUR1:LEV 1");
        double before = clock.Now().Seconds;

        Assert.Equal("1", await AskAsync(bench, "*OPC?"));

        Assert.InRange(clock.Now().Seconds - before, 0.199, 0.21);
    }

    [Fact]
    public async Task PowerCycle_BringsSafeValuesAndSwitchesOff()
    {
        using VirtualBench bench = Open(noise: 0);
        await AskAsync(bench, "SOUR1:LEV 20;:OUTP1:STAT ON");

        bench.Find("device")!.PowerCycle();

        Assert.Equal("0;0", await AskAsync(bench, "SOUR1:LEV?;:OUTP1:STAT?"));
    }

    [Theory]
    [InlineData("VOLTage {value:F3},(@1)", "VOLTage", 2, false)]
    [InlineData("VOLTage? (@1,2)", "VOLTage", 1, true)]
    [InlineData("slvl{value}", "SLVL", 1, false)]
    [InlineData("*CLS", "*CLS", 0, false)]
    public void Pattern_Text_IsTakenApart(string text, string header, int parameters, bool isQuery)
    {
        var pattern = new TwinPattern(text);
        Assert.Equal((header, parameters, isQuery), (pattern.Header, pattern.Count, pattern.IsQuery));
    }

    private static VirtualBench Open(double noise, VirtualClock? clock = null)
    {
        var reader = new BenchFileReader(
            [new InstrumentSchema(
                "scpi", InstrumentKind.Described, string.Empty, IsComposite: false, [],
                DescribedInstrumentTwin.Description.Settings) { IsDescribed = true }]);
        BenchDefinition bench =
            reader.Read(
                Bench.Replace("NOISE", noise.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal), "my.yaml");
        return new VirtualBench(bench, seed: 1, clock ?? new VirtualClock());
    }

    private static async Task<string> AskAsync(VirtualBench bench, string message) => Encoding.ASCII.GetString(
        (await bench.Find("device")!.ExecuteAsync(Encoding.ASCII.GetBytes(message), CancellationToken.None)).Span);
}
