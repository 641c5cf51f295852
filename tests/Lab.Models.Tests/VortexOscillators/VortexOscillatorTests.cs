using Lab.Models.Randomness;
using Lab.Models.VortexOscillators;
using Lab.Quantities;
using Xunit;

namespace Lab.Models.Tests.VortexOscillators;

public sealed class VortexOscillatorTests
{
    private static readonly Temperature Room = Temperature.FromKelvin(300);

    // Permalloy, radius 100 nm: figures of the linearised theory, computed apart from Lab; Λ has four digits there.
    [Theory]
    [InlineData(5, 237.6, 1.95)]
    [InlineData(7, 326.9, 3.65)]
    [InlineData(10, 455.1, 7.02)]
    public void Disk_Permalloy_HasThePublishedFrequencyAndThreshold(double nanometers, double megahertz, double megaamperes)
    {
        var disk = new VortexDisk { Thickness = Length.FromNanometers(nanometers) };
        Assert.Equal(1, disk.RestFrequency.Megahertz / megahertz, 1e-3);
        Assert.Equal(1, disk.FirstCritical.AmperesPerSquareMetre / 1e10 / megaamperes, 3e-3);
        Assert.Equal(0, disk.At(disk.FirstCritical).GrowthPerSecond / disk.DampingPerSecond, 1e-12);
    }

    [Fact]
    public void Disk_AboveThreshold_HasTheOrbitAndTheRelaxationOfTheTheory()
    {
        var disk = new VortexDisk();
        VortexCoefficients at = disk.At(disk.FirstCritical * 1.2);
        Assert.Equal(Math.Sqrt(0.2 / 0.83), at.StationaryAmplitude, 1e-12);
        Assert.Equal(1, at.RelaxationSeconds * 2 * disk.DampingPerSecond * 0.2, 1e-12);
        Assert.Equal(1, disk.DampingPerSecond / 5.08e7, 1e-3);
        Assert.Equal(0, disk.At(disk.FirstCritical * 0.99).StationaryAmplitude);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Disk_WithTheFieldOfTheCurrent_MovesTheThreshold(int chirality)
    {
        var plain = new VortexDisk();
        VortexDisk disk = plain with { Chirality = chirality };

        // J_c1 = d0·k_ms/(k_⊥ − C·d0·k_Oe): the field adds or takes the same share of the slope.
        double share = 1 - (plain.FirstCritical / disk.FirstCritical);
        Assert.InRange(chirality * share, 0.05, 0.1);
        Assert.Equal(0, disk.At(disk.FirstCritical).GrowthPerSecond / disk.DampingPerSecond, 1e-12);
    }

    [Fact]
    public void Disk_StiffnessScale_ScalesFrequencyAndThreshold()
    {
        var disk = new VortexDisk { StiffnessScale = 0.85 };
        Assert.Equal(0.85, disk.RestFrequency / new VortexDisk().RestFrequency, 1e-12);
        Assert.Equal(0.85, disk.FirstCritical / new VortexDisk().FirstCritical, 1e-12);
    }

    [Fact]
    public void Disk_BeyondTheSecondCriticalCurrent_SaysThatItDoesNotHold()
    {
        var disk = new VortexDisk();
        CurrentDensity current = disk.FirstCritical * 1.51;
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => disk.At(current));
        Assert.StartsWith(
            $"The model of the vortex does not hold at {current}: it holds from {disk.Smallest} to {disk.Largest}, J_c2, at "
                + "which the core is expelled from the disk. Take a smaller current.",
            error.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => disk.At(CurrentDensity.FromAmperesPerSquareMetre(double.NaN)));
        Assert.Throws<ArgumentException>(() => new VortexDisk { Thickness = Length.FromNanometers(21) }.RestFrequency);
    }

    [Fact]
    public void Table_OfTheDisk_IsTheDisk()
    {
        var disk = new VortexDisk { Chirality = 1 };
        VortexTable table = TableOf(disk, 2, [0, 0.5, 1.1, 1.5]);
        Assert.Equal(1, table.FirstCritical / disk.FirstCritical, 1e-12);
        foreach (double ratio in (double[])[0, 0.3, 0.5, 1, 1.3, 1.5])
        {
            VortexCoefficients expected = disk.At(disk.FirstCritical * ratio);
            VortexCoefficients read = table.At(disk.FirstCritical * ratio);
            Assert.Equal(0, (read.GrowthPerSecond - expected.GrowthPerSecond) / disk.DampingPerSecond, 1e-12);
            Assert.Equal(1, read.SaturationPerSecond / expected.SaturationPerSecond, 1e-12);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => table.At(disk.FirstCritical * 1.6));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.At(disk.FirstCritical * -0.1));
    }

    [Fact]
    public void Table_ThatIsNone_SaysWhichRowAndWhy()
    {
        static string Refusal(params (double, VortexCoefficients)[] rows) =>
            Assert.Throws<ArgumentException>(() => new VortexTable(rows)).Message;
        var below = new VortexCoefficients(-1e7, -4e7, 2);
        var above = new VortexCoefficients(1e7, -4e7, 2);
        Assert.Equal("A table of coefficients has two rows or more; there are 1.", Refusal((0, below)));
        Assert.StartsWith("Row 2: J = 0 does not exceed the 0 before it", Refusal((0, below), (0, above)));
        Assert.EndsWith(
            "β has to be negative, n positive.", Refusal((0, below), (1, above with { SaturationPerSecond = 4e7 })));
        Assert.StartsWith("α changes its sign 0 times in the table and should once", Refusal((0, below), (1, below)));
        Assert.StartsWith("α changes its sign 1 times in the table", Refusal((0, above), (1, below)));
    }

    [Fact]
    public void Advance_InOneStepOrMany_IsTheSame()
    {
        var oscillator = new VortexOscillator();
        CurrentDensity current = oscillator.Disk.FirstCritical * 1.2;
        var start = new VortexState(0.1, 0.3);
        VortexState once = oscillator.Advance(start, current, Duration.FromNanoseconds(80));
        VortexState many = start;
        for (int i = 0; i < 40; i++)
        {
            many = oscillator.Advance(many, current, Duration.FromNanoseconds(2));
        }

        Assert.Equal(once.Amplitude, many.Amplitude, 1e-12);
        Assert.Equal(once.PhaseRadians, many.PhaseRadians, 1e-9);

        // On its orbit the core turns by ω₀(1 + κs²).
        double orbit = oscillator.Coefficients.At(current).StationaryAmplitude;
        VortexState settled = oscillator.Advance(new VortexState(orbit, 0), current, Duration.FromNanoseconds(100));
        Assert.Equal(
            oscillator.Disk.RestFrequency.RadiansPerSecond * 100e-9 * (1 + (0.2 * orbit * orbit)), settled.PhaseRadians, 1e-9);
        Assert.Equal(500 + (400.0 / 3 * orbit), oscillator.ResistanceAt(new VortexState(orbit, 0)).Ohms, 1e-9);
        Assert.Equal(500, oscillator.ResistanceAt(new VortexState(orbit, Math.PI / 2)).Ohms, 1e-9);
    }

    [Fact]
    public void Advance_WithHeat_ScattersAsTheTheorySays()
    {
        var oscillator = new VortexOscillator();
        VortexDisk disk = oscillator.Disk;
        Assert.Equal(0.0319, disk.ThermalAmplitude(Room), 1e-4);

        // Without a current the mean square is that of the thermal amplitude; on the orbit the variance is D_s/(nα), with n = 2.
        var random = RandomStream.For(1, "vortex");
        double Moment(CurrentDensity current, double start, double centre)
        {
            const int samples = 20_000;
            var state = new VortexState(start, 0);
            double sum = 0;
            for (int i = 0; i < samples; i++)
            {
                state = oscillator.Advance(state, current, Duration.FromNanoseconds(5), Room, random);
                sum += (state.Amplitude - centre) * (state.Amplitude - centre);
            }

            return sum / samples;
        }

        double rest = Moment(default, 0.03, 0);
        Assert.Equal(1, Math.Sqrt(rest) / disk.ThermalAmplitude(Room), 0.03);

        // Correlated over 25 ns: 4000 independent samples, a standard error of 1.1 % in the deviation.
        VortexCoefficients at = disk.At(disk.FirstCritical * 1.4);
        double variance = Moment(disk.FirstCritical * 1.4, at.StationaryAmplitude, at.StationaryAmplitude);
        double expected = disk.DiffusionPerSecond(Room) * at.RelaxationSeconds;
        Assert.Equal(1, Math.Sqrt(variance / expected), 0.05);
    }

    internal static VortexTable TableOf(VortexDisk disk, double exponent, double[] ratios) => new(
    [
        .. ratios.Select(ratio =>
        {
            CurrentDensity current = disk.FirstCritical * ratio;
            return (current.AmperesPerSquareMetre, disk.At(current) with { Exponent = exponent });
        }),
    ]);
}
