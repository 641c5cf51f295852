using Lab.Models.Randomness;
using Lab.Models.SpinDiodes;
using Lab.Quantities;

namespace Lab.Models.Tests.SpinDiodes;

public class SpinDiodeTests
{
    /// <summary>The resonator of most figures of chapter V.</summary>
    private static readonly SpinDiode Thesis = new() { ResonanceFrequency = Frequency.FromMegahertz(200), Damping = 0.01 };

    private static readonly SpinDiode Linear = Thesis with { FrequencyNonlinearity = 0, DampingNonlinearity = 0 };

    private static readonly Power Weak = Power.FromMicrowatts(10);

    [Fact]
    public void RectifiedVoltage_AntisymmetricLine_CrossesZeroAtResonance()
    {
        Assert.Equal(0, Linear.RectifiedVoltage(Linear.ResonanceFrequency, Weak).Volts);
        Assert.True(Linear.RectifiedVoltage(Frequency.FromMegahertz(201), Weak).Volts > 0);
        Assert.True(Linear.RectifiedVoltage(Frequency.FromMegahertz(199), Weak).Volts < 0);
    }

    [Fact]
    public void RectifiedVoltage_OneLinewidthAbove_IsPowerTimesBetaOverTwoGamma()
    {
        // Eq. 3.15 at a detuning of Γ.
        double expected = 10e-6 * 6e7 / (2 * 2 * Math.PI * 2e6);

        double volts = Linear.RectifiedVoltage(Frequency.FromMegahertz(202), Weak).Volts;

        Assert.Equal(expected, volts, 1e-12 * expected);
    }

    [Fact]
    public void RectifiedVoltage_SymmetricLine_HalvesAtOneLinewidth()
    {
        // Fig. 22 a: a Lorentzian of one sign.
        SpinDiode symmetric = Linear with { SymmetricWeight = 1, AntisymmetricWeight = 0 };
        double peak = symmetric.RectifiedVoltage(Frequency.FromMegahertz(200), Weak).Volts;

        Assert.Equal(10e-6 * 6e7 / (2 * Math.PI * 2e6), peak, 1e-12 * peak);
        Assert.Equal(peak / 2, symmetric.RectifiedVoltage(Frequency.FromMegahertz(202), Weak).Volts, 1e-12 * peak);
        Assert.Equal(peak / 2, symmetric.RectifiedVoltage(Frequency.FromMegahertz(198), Weak).Volts, 1e-12 * peak);
    }

    [Fact]
    public void RectifiedVoltage_FrequencyToZero_IsTwiceTheDampingOfTheLargest()
    {
        // Section 5.2.2: "a small offset (2α times the amplitude of the maximum voltage)", to first order in α.
        double offset = -Linear.RectifiedVoltage(default, Weak).Volts;
        double largest = Linear.SensitivityVoltsPerWatt * Weak.Watts;

        Assert.Equal(2 * 0.01 / (1 + (0.01 * 0.01)), offset / largest, 1e-12);
    }

    [Theory]
    // p and V by /usr/bin/python3 with numpy 1.24.2, for xi_S 0.6 and xi_A -0.8, from f0, alpha, N, Q, f, P:
    //   w0=2*np.pi*f0; a=al*w0; b=N*w0; D=2*np.pi*f-w0
    //   r=np.roots([a*a*Q*Q+b*b, 2*(a*a*Q-D*b), a*a+D*D, -4e16*P]); p=min(x.real for x in r if abs(x.imag)<1e-9*abs(x) and
    // x.real>0)
    //   v=P*6e7*(xa*(D-b*p)+xs*a*(1+Q*p))/((a*(1+Q*p))**2+(D-b*p)**2)
    // The lines of 212 MHz at 0.5 mW and of 208 MHz have three positive roots.
    [InlineData(200e6, 0.01, 0.1, 1, 202e6, 5e-05, 0.00672414813987398, -1.80199451457116e-05)]
    [InlineData(346e6, 0.01, 0.1, 1, 346e6, 1e-05, 0.00084485773950747, 1.67305269376739e-05)]
    [InlineData(200e6, 0.01, 0, 0, 199e6, 0.001, 0.202642367284677, 0.00381971863420549)]
    [InlineData(200e6, 0.01, 2, 0.5, 212e6, 0.0005, 0.00479407185683621, -0.000310092288935596)]
    [InlineData(200e6, 0.01, -1, 1, 190e6, 0.001, 0.0663690025487652, -0.000837810764618227)]
    [InlineData(200e6, 0.001, 0.1, 100, 200e6, 0.001, 0.104812017530566, 0.00301756032590807)]
    [InlineData(200e6, 0.01, 2, 0, 206e6, 0.0002, 0.0209534936820245, 0.000613204987622557)]
    [InlineData(200e6, 0.01, 2, 0, 208e6, 0.0002, 0.00517253901920842, -0.000172808503845422)]
    [InlineData(1e9, 0.05, 0.1, 1, 10e6, 1e-09, 1.03115391453609e-12, 7.98852207743913e-12)]
    [InlineData(200e6, 0.01, 2, 0, 212e6, 0.002, 0.0458502002276063, 0.00271033423147061)]
    [InlineData(200e6, 0.01, 1, -3, 203e6, 0.0001, 0.0208136606058525, 0.000403167606437206)]
    public void RectifiedVoltage_AgainstNumpyRoots_Agrees(
        double resonance, double damping, double n, double q, double drive, double power, double oscillationPower, double voltage)
    {
        // numpy's companion matrix keeps about ten digits of the smallest root.
        const double Tolerance = 1e-9;
        var diode = new SpinDiode
        {
            ResonanceFrequency = Frequency.FromHertz(resonance),
            Damping = damping,
            SymmetricWeight = 0.6,
            AntisymmetricWeight = -0.8,
            FrequencyNonlinearity = n,
            DampingNonlinearity = q,
        };

        double p = diode.OscillationPower(Frequency.FromHertz(drive), Power.FromWatts(power));
        double v = diode.RectifiedVoltage(Frequency.FromHertz(drive), Power.FromWatts(power)).Volts;

        Assert.Equal(oscillationPower, p, Tolerance * oscillationPower);
        Assert.Equal(voltage, v, Tolerance * Math.Abs(voltage));
    }

    [Fact]
    public void OscillationPower_DriveRaisedFromRest_StaysOnTheLowBranchUntilTheFold()
    {
        // Above the resonance of a line that shifts up, p grows without a jump until the low branch ends, then jumps.
        SpinDiode folding = Thesis with { FrequencyNonlinearity = 2, DampingNonlinearity = 0 };
        var drive = Frequency.FromMegahertz(208);
        double[] powers = [.. Enumerable.Range(1, 400).Select(i => folding.OscillationPower(drive, Power.FromMicrowatts(i)))];

        double[] growth = [.. powers.Zip(powers.Skip(1), (before, after) => after - before)];

        Assert.All(growth, step => Assert.True(step > 0));
        Assert.Equal(1, growth.Count(step => step > 5e-3));
    }

    [Fact]
    public void SensitivityVoltsPerWatt_AnyShape_IsTheLargestOfTheLine()
    {
        foreach ((double symmetric, double antisymmetric) in new[]
        {
            (0.0, 1.0),
            (1.0, 0.0),
            (0.25, 0.97),
            (-0.6, 0.3),
            (-0.2, -0.8)
        })
        {
            SpinDiode diode = Linear with { SymmetricWeight = symmetric, AntisymmetricWeight = antisymmetric };

            // A grid of 1/2000 linewidth misses the maximum by less than 1e-7 of it.
            double largest = Enumerable.Range(-20_000, 40_001)
                .Max(i => Math.Abs(diode.WeightVoltsPerWatt(Frequency.FromHertz(200e6 + (i * 1e3)))));

            Assert.Equal(largest, diode.SensitivityVoltsPerWatt, 1e-6 * largest);
        }
    }

    [Theory]
    [InlineData(0.01, 318)]
    [InlineData(0.03, 106)]
    [InlineData(0.05, 64)]
    [InlineData(0.07, 45)]
    public void Linewidth_At50Megahertz_GivesTheRelaxationTimesOfFigure57(double damping, double nanoseconds)
    {
        SpinDiode diode = Thesis with { ResonanceFrequency = Frequency.FromMegahertz(50), Damping = damping };

        Assert.Equal(nanoseconds, 1e9 / diode.Linewidth.RadiansPerSecond, 0.5);
    }

    [Fact]
    public void RectifiedVoltage_Figure42_BroadensWithQAndShiftsWithN()
    {
        var power = Power.FromMicrowatts(50);
        double Largest(SpinDiode diode) =>
            Enumerable.Range(0, 401).Max(i => diode.RectifiedVoltage(Frequency.FromMegahertz(190 + (i * 0.05)), power).Volts);

        // Fig. 42 a: a larger Q lowers the extrema. Fig. 42 b: a larger N moves the zero crossing up.
        Assert.True(Largest(Thesis with { DampingNonlinearity = 100 }) < Largest(Thesis with { DampingNonlinearity = 10 }));
        Assert.True(Largest(Thesis with { DampingNonlinearity = 10 }) < Largest(Thesis));
        Assert.True((Thesis with { FrequencyNonlinearity = 1 }).RectifiedVoltage(Thesis.ResonanceFrequency, power).Volts < 0);
    }

    [Fact]
    public void Differentiate_RandomPoints_AgreesWithCentralDifferences()
    {
        // A step of 1e-5 of the natural scale leaves a truncation near 1e-10 and rounding near 1e-11 of the largest derivative.
        const double Step = 1e-5;
        const double Tolerance = 1e-6;
        var random = new RandomStream(3);
        for (int i = 0; i < 500; i++)
        {
            double resonance = 200e6 + (2e6 * random.NextGaussian());
            double[] at =
            [
                resonance,
                2e6 * (0.5 + random.NextDouble()),
                random.NextGaussian(),
                random.NextGaussian(),
                random.NextGaussian(),
                5 * random.NextDouble()
            ];
            double[] scale = [2e6, 2e6, 1, 1, 1, 1];
            double drive = 200e6 + (4e6 * random.NextGaussian());
            double power = 60e-6 * random.NextDouble();

            SpinDiodeDerivatives derivatives = Diode(at).Differentiate(drive, power);

            double[] analytic =
            [
                derivatives.PerResonanceHertz, derivatives.PerLinewidthHertz, derivatives.PerSymmetricWeight,
                derivatives.PerAntisymmetricWeight, derivatives.PerFrequencyNonlinearity, derivatives.PerDampingNonlinearity,
            ];
            double volts = power * 6e7 / (Math.Tau * at[1]);
            Assert.Equal(Volts(at, drive, power), derivatives.VoltageVolts, 1e-12 * volts);
            for (int k = 0; k < at.Length; k++)
            {
                double step = Step * scale[k];
                double numeric =
                    (Volts(Moved(at, k, step), drive, power) - Volts(Moved(at, k, -step), drive, power)) / (2 * step);
                Assert.True(
                    Math.Abs(analytic[k] - numeric) <= Tolerance * (volts / scale[k]),
                    $"parameter {k} at {string.Join(' ', at)}, {drive} Hz, {power} W: {analytic[k]} instead of {numeric}");
            }
        }
    }

    [Fact]
    public void RectifiedVoltageInto_ManyPoints_IsTheScalarMethodWithoutAllocation()
    {
        double[] frequencies = [.. Enumerable.Range(0, 363).Select(i => 190e6 + (i * 55e3))];
        double[] powers = [.. Enumerable.Range(0, 363).Select(i => i * 1e-7)];
        double[] voltages = new double[363];
        Thesis.RectifiedVoltageInto(frequencies, powers, voltages);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Thesis.RectifiedVoltageInto(frequencies, powers, voltages);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.Equal(frequencies.Select((hertz, i) => Thesis.RectifiedVoltage(
            Frequency.FromHertz(hertz), Power.FromWatts(powers[i])).Volts), voltages);
    }

    [Fact]
    public void RectifiedVoltageInto_UnequalLengths_Throws()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Thesis.RectifiedVoltageInto(
            new double[3], new double[2], new double[3]));

        Assert.Equal("3 frequencies, 2 powers and 3 voltages do not make pairs; pass spans of one length.", error.Message);
    }

    [Theory]
    [InlineData(-1e-6)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void RectifiedVoltage_BadPower_Throws(double watts)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(
            () => Thesis.RectifiedVoltage(Thesis.ResonanceFrequency, Power.FromWatts(watts)));

        Assert.Equal($"The drive power {watts} W is not a finite, non-negative power. (Parameter 'powerWatts')", error.Message);
    }

    [Fact]
    public void Parameters_OutOfRange_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Thesis with { ResonanceFrequency = default });
        Assert.Throws<ArgumentOutOfRangeException>(() => Thesis with { Damping = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => Thesis with { Damping = -0.01 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Thesis with { SymmetricWeight = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => Thesis with { FrequencyNonlinearity = double.PositiveInfinity });
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(
            () => Thesis with { RectificationRadiansPerCoulomb = 0 });
        Assert.Equal(
            "RectificationRadiansPerCoulomb of a spin diode must be positive and finite; 0 rad/C is not. (Parameter "
                + "'RectificationRadiansPerCoulomb')",
            error.Message);
    }

    private static SpinDiode Diode(double[] parameters) => new()
    {
        ResonanceFrequency = Frequency.FromHertz(parameters[0]),
        Damping = parameters[1] / parameters[0],
        SymmetricWeight = parameters[2],
        AntisymmetricWeight = parameters[3],
        FrequencyNonlinearity = parameters[4],
        DampingNonlinearity = parameters[5],
    };

    private static double Volts(double[] parameters, double drive, double power) =>
        Diode(parameters).RectifiedVoltage(Frequency.FromHertz(drive), Power.FromWatts(power)).Volts;

    private static double[] Moved(double[] parameters, int index, double step)
    {
        double[] moved = [.. parameters];
        moved[index] += step;
        return moved;
    }
}
