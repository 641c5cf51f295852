using Lab.Calibration.SpinDiodes;

namespace Lab.Calibration.Tests.SpinDiodes;

/// <summary>Short sweeps at one power, as weight-tuning takes them at each current of the line: two to three points a linewidth,
/// upwards and downwards.</summary>
public class ShortSweepTests
{
    private const int Seeds = 200;

    // Readings of the independent bench, upwards from 335 MHz in steps of 3 MHz and downwards between them: resonance at 357.48
    // and 361.6 MHz.
    private static readonly double[] Line357 =
    [
        -428.9, -525.4, -633.5, -769.3, -898.7, -1059.0, -985.8, 397.4, 2804.1, 2781.4, 2178.5,
        1883.5, 2463.3, 3040.8, 1720.3, -590.7, -1070.6, -985.3, -835.5, -689.8, -581.0, -473.1,
    ];

    private static readonly double[] Line361 =
    [
        -370.4, -410.1, -495.2, -576.3, -681.8, -810.1, -983.5, -1044.8, -366.4, 2024.4, 2943.3,
        2686.5, 2847.7, 715.4, -880.7, -1068.8, -938.7, -784.1, -649.9, -541.5, -452.2, -398.8,
    ];

    [Theory]
    [InlineData(341e6)]
    [InlineData(351.3e6)]
    [InlineData(361.6e6)]
    public void Fit_ShortSweepManySeeds_FindsTheLineAndNothingElse(double resonance)
    {
        SyntheticSpectrum truth = Sweep(resonance);
        SpinDiodeFitResult[] fits =
            [.. Enumerable.Range(1, Seeds).AsParallel().AsOrdered().Select(seed => truth.Measure((ulong)seed * 7919).Fit())];

        Assert.All(fits, fit => Assert.True(fit.Succeeded, fit.Message));
        int beyond = fits.Count(fit =>
            Math.Abs(fit.ResonanceFrequency.Value - resonance) > 3 * fit.ResonanceFrequency.StandardUncertainty);
        int claims = fits.Count(fit => fit.Warnings.Any(warning =>
            warning.StartsWith("Beside the line", StringComparison.Ordinal)
            || warning.StartsWith("The resonance moved", StringComparison.Ordinal)));
        Assert.InRange(beyond, 0, Seeds / 50);
        Assert.InRange(claims, 0, Seeds / 10);
    }

    [Fact]
    public void Fit_ReadingsOfTheIndependentBench_FindsTheLine()
    {
        foreach ((double[] nanovolts, double resonance) in ((double[], double)[])[(Line357, 357.48e6), (Line361, 361.6e6)])
        {
            MeasuredSpectrum spectrum = Sweep(resonance).Measure(seed: 1) with
            {
                VoltageVolts = [.. nanovolts.Select(value => value * 1e-9)],
            };

            SpinDiodeFitResult fit = spectrum.Fit();

            Assert.True(fit.Succeeded, fit.Message);
            Assert.InRange(
                Math.Abs(fit.ResonanceFrequency.Value - resonance), 0, 3 * fit.ResonanceFrequency.StandardUncertainty);
        }
    }

    private static SyntheticSpectrum Sweep(double resonance) => new()
    {
        ResonanceHertz = resonance,
        Damping = 0.0117,
        SymmetricRadiansPerCoulomb = 0.38 * 5.4e7,
        AntisymmetricRadiansPerCoulomb = 0.92 * 5.4e7,
        PowersWatts = [2e-6],
        LowestHertz = 335e6,
        HighestHertz = 366.5e6,
        FrequencyCount = 22,
        WhiteVolts = 18e-9,
        OffsetVolts = 180e-9,
        SecondsPerPoint = 0.225,
        InTurn = true,
    };
}
