using Lab.Benches.Samples;
using Lab.Benches.Twins;
using Lab.Models.SpinDiodes;
using Lab.Protocols.SpinDiodes;
using Lab.Quantities;
using Lab.Runs.Results;

namespace Lab.Protocols.Tests;

/// <summary>The spin-diode experiment on devices unlike the one of the thesis: what it states holds, and what it cannot tell it
/// does not state.</summary>
public class SpinDiodeDeviceTests
{
    private const double ReferenceHertz = 346e6;

    /// <summary>A sweep whose points do not fall on the resonance.</summary>
    private const string Frequencies = "frequencies=321.088..372.988 MHz step 0.5017 MHz";

    private static readonly SpinDiodeProtocol Protocol = new();

    // A shift by the power of up to 12 half widths; beyond 1.54 of them the line folds over.
    [Theory]
    [InlineData(1, 1.6e9, 1UL)]
    [InlineData(1, 2e9, 2UL)]
    [InlineData(1, 3e9, 3UL)]
    [InlineData(-1, 1.6e9, 4UL)]
    [InlineData(-1, 3e9, 5UL)]
    public async Task Run_FoldedLine_FindsTheJunction(double shift, double drive, ulong seed)
    {
        VirtualLab.Outcome outcome = await RunAsync(
            junction => junction with
            {
                FrequencyNonlinearity = shift,
                DampingNonlinearity = 1,
                Twin = junction.Twin with { DriveFactor = drive }
            }, seed, Frequencies);

        AssertLine(outcome, string.Empty, outcome.Hidden);
        double scale = Math.Pow(drive / SpinDiode.ReferenceDriveFactor, 2);
        outcome.AssertHolds("frequency_nonlinearity", shift * scale);
        outcome.AssertHolds("damping_nonlinearity", scale);
        Assert.True(outcome["frequency_nonlinearity"].Uncertainty < 0.05 * scale);
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    public async Task Run_WeakLine_LeavesTheNonlinearityUndetermined(ulong seed)
    {
        VirtualLab.Outcome outcome = await RunAsync(
            junction => junction with { Twin = junction.Twin with { RectificationRadiansPerCoulomb = 3e5 } }, seed, Frequencies);

        AssertLine(outcome, string.Empty, outcome.Hidden, largestInLinewidths: 0.3);
        Assert.Contains(
            outcome.Analysis.Warnings,
            warning => warning.StartsWith("damping_nonlinearity is not determined", StringComparison.Ordinal));
        Assert.DoesNotContain(outcome.Analysis.Results, result => result.Name == "damping_nonlinearity");
    }

    [Theory]
    [InlineData(349.5, 1, 1UL)] // a linewidth above, and as large
    [InlineData(353, 0.3, 2UL)]
    [InlineData(366, 1, 3UL)]
    [InlineData(366, 0.1, 4UL)]
    public async Task Run_TwoJunctions_StatesBothLines(double megahertz, double part, ulong seed)
    {
        var second = new JunctionDefinition
        {
            Name = "second",
            ResonanceFrequency = Frequency.FromMegahertz(megahertz),
            PerpendicularSlope = default,
            Twin = new JunctionTwin { SymmetricWeight = 0.25 * part, AntisymmetricWeight = part },
        };
        VirtualLab.Outcome outcome = await RunAsync(junction => junction, seed, "frequencies=320..372 MHz step 0.5 MHz", second);

        // Head to tail the second one counts with the other sign.
        var other = new SpinDiode
        {
            ResonanceFrequency = second.ResonanceFrequency,
            Damping = second.Damping,
            SymmetricWeight = -second.Twin.SymmetricWeight,
            AntisymmetricWeight = -second.Twin.AntisymmetricWeight,
        };
        bool isFirst = Math.Abs(outcome["resonance_frequency"].Value - ReferenceHertz) < 1e6;
        AssertLine(outcome, isFirst ? string.Empty : "_2", outcome.Hidden);
        AssertLine(outcome, isFirst ? "_2" : string.Empty, other);
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    public async Task Run_SecondJunctionOutsideTheSweep_StatesTheFirstOneOnly(ulong seed)
    {
        var second = new JunctionDefinition
        {
            Name = "second",
            ResonanceFrequency = Frequency.FromMegahertz(400),
            PerpendicularSlope = default
        };

        VirtualLab.Outcome outcome = await RunAsync(junction => junction, seed, "frequencies=320..372 MHz step 0.5 MHz", second);

        AssertLine(outcome, string.Empty, outcome.Hidden);
        Assert.DoesNotContain(outcome.Analysis.Results, result => result.Name == "linewidth_2");
        Assert.Contains(
            outcome.Analysis.Warnings, warning => warning.StartsWith("Beside the line there are", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    public async Task Run_ResonanceFarAway_FailsAndNamesNoWrongPlace(ulong seed)
    {
        VirtualLab.Outcome outcome = await RunAsync(
            junction => junction with { ResonanceFrequency = Frequency.FromMegahertz(600) },
            seed,
            "frequencies=320..372 MHz step 0.5 MHz");

        Assert.Empty(outcome.Analysis.Results);
        Assert.StartsWith("There is no resonance in the sweep", outcome.Analysis.Failure, StringComparison.Ordinal);
    }

    private static Task<VirtualLab.Outcome> RunAsync(
        Func<JunctionDefinition, JunctionDefinition> change, ulong seed, string frequencies,
        params JunctionDefinition[] further) => VirtualLab.RunAsync(
        Protocol,
        bench => bench with
        {
            Sample = bench.Sample with
            {
                Junctions = [change(bench.Sample.Junctions[0] with { PerpendicularSlope = default }), .. further]
            },
        },
        seed,
        frequencies,
        "field_slope=none",
        "level_uncertainty=0.05 dB");

    /// <summary>A line is stated within four uncertainties, and its place to a part of its width.</summary>
    private static void AssertLine(VirtualLab.Outcome outcome, string suffix, SpinDiode hidden, double largestInLinewidths = 0.1)
    {
        Assert.Null(outcome.Analysis.Failure);
        outcome.AssertHolds($"resonance_frequency{suffix}", hidden.ResonanceFrequency.Hertz);
        outcome.AssertHolds($"linewidth{suffix}", hidden.Linewidth.Hertz);
        outcome.AssertHolds($"sensitivity{suffix}", hidden.SensitivityVoltsPerWatt);
        ResultValue angle = outcome[$"symmetry_angle{suffix}"];
        double truth = double.RadiansToDegrees(Math.Atan2(hidden.SymmetricWeight, hidden.AntisymmetricWeight));
        Assert.True(
            Math.Abs(Math.IEEERemainder(angle.Value - truth, 360)) <= 4 * angle.Uncertainty,
            $"{angle.Value} ± {angle.Uncertainty}, but {truth} is hidden");
        Assert.InRange(
            outcome[$"resonance_frequency{suffix}"].Uncertainty!.Value, 0, largestInLinewidths * hidden.Linewidth.Hertz);
    }
}
