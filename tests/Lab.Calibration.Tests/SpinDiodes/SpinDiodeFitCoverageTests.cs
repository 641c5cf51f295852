using Lab.Calibration.SpinDiodes;
using Xunit.Abstractions;

namespace Lab.Calibration.Tests.SpinDiodes;

/// <summary>Whether the stated uncertainties are true: over many seeds the errors must have no bias, and two thirds of them must
/// be within one standard uncertainty.</summary>
public class SpinDiodeFitCoverageTests(ITestOutputHelper output)
{
    private const int Seeds = 60;

    // Fits of folded and of two lines, and of a background, take several times as long.
    private static readonly string[] Slow =
        ["folded line", "folded to lower frequencies", "second line", "flat rectification", "strong nonlinearity"];
    private const int FewerSeeds = 20;

    // Its sensitivity covers 70.1 % of 2000 seeds, and 77 % of the first 200, which tells nothing.
    private static readonly string[] Chancy = ["mostly symmetric"];
    private const int MoreSeeds = 400;

    // One sweep at one power tells the size of the walk to a factor of two or three. The uncertainties allow for that, more than
    // needed for the typical device and less for the rare one.
    private const double HighestCoverageAtOnePower = 0.87;

    public static TheoryData<string> Cases { get; } = [.. Spectra.Keys];

    private static Dictionary<string, SyntheticSpectrum> Spectra => new()
    {
        ["thesis bench"] = new(),
        ["negative antisymmetric part"] = new() { AntisymmetricRadiansPerCoulomb = -5.5e7, SymmetricRadiansPerCoulomb = 2e7 },
        ["both parts negative"] = new() { AntisymmetricRadiansPerCoulomb = -3e7, SymmetricRadiansPerCoulomb = -3e7 },
        ["mostly symmetric"] = new() { AntisymmetricRadiansPerCoulomb = 1e7, SymmetricRadiansPerCoulomb = -5.8e7 },
        ["narrow line"] = new() { Damping = 0.003 },
        ["far off the centre"] = new() { ResonanceHertz = 324e6 },
        ["strong drift"] = new() { DriftVoltsPerRootSecond = 60e-9 },
        ["no drift"] = new() { DriftVoltsPerRootSecond = 0 },
        ["weak signal"] = new() { WhiteVolts = 300e-9, DriftVoltsPerRootSecond = 100e-9 },
        ["one power"] = new() { PowersWatts = [2e-6], FrequencyNonlinearity = 0, DampingNonlinearity = 0 },
        ["folded line"] = new() { FrequencyNonlinearity = 64, DampingNonlinearity = 64 },
        ["folded to lower frequencies"] = new() { FrequencyNonlinearity = -100, DampingNonlinearity = 100 },
        ["second line"] = new() { SecondFraction = 0.3, SecondDistance = 2 },
        ["flat rectification"] = new() { FlatVoltsPerWatt = 0.05 },
        ["strong nonlinearity"] = new()
        {
            PowersWatts = [2e-6, 50e-6, 100e-6],
            FrequencyNonlinearity = 0.5,
            DampingNonlinearity = 10
        },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Fit_ManySeeds_UncertaintiesAreTrue(string name)
    {
        SyntheticSpectrum truth = Spectra[name];
        int seeds = Chancy.Contains(name) ? MoreSeeds : Slow.Contains(name) ? FewerSeeds : Seeds;

        // Of a count out of so many seeds, three standard deviations.
        double deviation = 3 * Math.Sqrt(0.683 * 0.317 / seeds);

        // Three standard errors of the mean of as many standard normal numbers: one honest run in 370 exceeds it.
        double largestMeanError = 3 / Math.Sqrt(seeds);
        SpinDiodeFitResult[] fits =
            [.. Enumerable.Range(1, seeds).AsParallel().AsOrdered().Select(seed => truth.Measure((ulong)seed * 7919).Fit())];

        Assert.All(fits, fit => Assert.True(fit.Succeeded, fit.Message));
        (string Name, double Truth, Func<SpinDiodeFitResult, Estimate> Of)[] quantities =
        [
            ("resonance", truth.ResonanceHertz, fit => fit.ResonanceFrequency),
            ("linewidth", truth.LinewidthHertz, fit => fit.Linewidth),
        ];
        if (truth.FlatVoltsPerWatt == 0)
        {
            // Beside a background these are uncertain by what a loss in its place would do to them, which is no noise.
            quantities =
            [
                .. quantities,
                ("symmetry ratio", truth.SymmetryRatio, fit => fit.SymmetryRatio),
                ("sensitivity", truth.SensitivityVoltsPerWatt, fit => fit.Sensitivity),
            ];
        }

        foreach ((string quantity, double value, Func<SpinDiodeFitResult, Estimate> of) in quantities)
        {
            double[] errors = [.. fits.Select(fit => (of(fit).Value - value) / of(fit).StandardUncertainty)];
            double covered = errors.Count(error => Math.Abs(error) < 1) / (double)seeds;
            output.WriteLine($"{name}, {quantity}: mean error {errors.Average():F3}, covered {covered:P1}");
            Assert.InRange(errors.Average(), -largestMeanError, largestMeanError);
            Assert.InRange(
                covered, 0.683 - deviation, truth.PowersWatts.Length == 1 ? HighestCoverageAtOnePower : 0.683 + deviation);
        }
    }
}
