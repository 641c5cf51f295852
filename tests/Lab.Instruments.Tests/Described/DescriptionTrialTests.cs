using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.Described;
using Lab.Mocks;

namespace Lab.Instruments.Tests.Described;

/// <summary>Descriptions that the instrument does not hold: each wrong declaration is found, with a remedy, and the others are
/// tried.</summary>
public sealed class DescriptionTrialTests
{
    [Theory]
    [InlineData(
        "query: VOLTage?", "query: LEVel?", "channels.voltage.query", "The instrument refused: -113,\"Undefined header\"",
        "Compare query and unit with the instrument's manual; the answer is one number in the unit.")]
    [InlineData(
        "set: VOLTage {value:F3}", "set: LEVel {value:F3}", "channels.voltage.set",
        "The instrument refused: -113,\"Undefined header\"", "Compare command and format with the instrument's manual.")]
    [InlineData(
        "unit: V\n    range: { min: 0 V, max: 10 V }", "unit: V\n    range: { min: 5 V, max: 10 V }", "channels.voltage.query",
        "2.5 V, outside 5 V to 10 V", "Correct the unit or the range.")]
    [InlineData(
        "set: VOLTage {value:F3}", "set: VOLTage {value:F0}", "channels.voltage.set", "2 V is read back",
        "Correct command, unit or format; or write the instrument's steps in 'resolution'.")]
    [InlineData(
        "query: \"OUTPut?\"", "query: \"STATe?\"", "output.query", "The instrument refused: -113,\"Undefined header\"",
        "Correct the query: it has to answer 0 or OFF, and any other number or ON.")]
    [InlineData(
        "query: \"MEASure:VOLTage?\", unit: V", "query: \"MEASure:VOLTage?\", field: 2, unit: V", "readings.voltage.query",
        "The answer '0.01' is not a list of 2 numbers or more",
        "Compare query, field and unit with the instrument's manual; an answer that takes long needs 'takes'.")]
    [InlineData(
        "identity: SUPPLY", "identity: SUPPLY\nopening: [MODE 1]", "opening", "The instrument refused: -113,\"Undefined header\"",
        "Compare the command with the instrument's manual.")]
    public async Task Trial_OneDeclarationIsWrong_ItAloneFails(
        string right, string wrong, string where, string found, string remedy)
    {
        IReadOnlyList<TrialStep> steps = await TryAsync(
            DescribedBench.Supply.Replace(right, wrong, StringComparison.Ordinal)
                .Replace(
                    "min: 5 V, max: 10 V }\n    resolution: 1 mV\n    safe: 0 V",
                    "min: 5 V, max: 10 V }\n    resolution: 1 mV\n    safe: 5 V", StringComparison.Ordinal));

        TrialStep failing = Assert.Single(steps, step => step.Outcome == TrialOutcome.Fails);
        Assert.Equal((where, found, remedy), (failing.Where, failing.Found, failing.Remedy));
        Assert.Equal("manners.errors", steps[^1].Where);
    }

    [Fact]
    public async Task Trial_AnotherInstrument_StopsAfterTheIdentity()
    {
        IReadOnlyList<TrialStep> steps =
            await TryAsync(DescribedBench.Supply.Replace("identity: SUPPLY", "identity: LOCKIN", StringComparison.Ordinal));

        TrialStep only = Assert.Single(steps);
        Assert.Equal("identity", only.Where);
        Assert.Equal("'LAB TWIN,SUPPLY,TWIN1,1.0' answers where a LOCKIN is expected", only.Found);
    }

    [Fact]
    public async Task Trial_PresentValueBeyondALimit_IsNotTried()
    {
        IReadOnlyList<TrialStep> steps = await TryAsync(DescribedBench.Supply, "{ voltage: { max: 1 V } }");

        Assert.DoesNotContain(steps, step => step.Outcome == TrialOutcome.Fails);
        Assert.Single(steps, step => step.Outcome == TrialOutcome.NotTried && step.Where == "channels.voltage.set");
    }

    // The instrument is set to 2.5 V and is the one that the right description tells of.
    private static async Task<IReadOnlyList<TrialStep>> TryAsync(string tried, string limits = "{}")
    {
        var clock = new VirtualClock();
        using var twins = new VirtualBench(DescribedBench.Read(DescribedBench.Supply), seed: 1, clock);
        await twins.Find("device")!.ExecuteAsync("VOLT 2.5"u8.ToArray(), CancellationToken.None);
        BenchDefinition bench = DescribedBench.Read(tried, limits);
        return await DescriptionTrial.RunAsync(bench, bench.Instruments[0], [twins], clock, CancellationToken.None);
    }
}
