using Lab.Models.Randomness;
using Lab.Models.VortexOscillators;
using Lab.Quantities;

namespace Lab.Models.Tests.VortexOscillators;

/// <summary>The motion in steps against the closed form and against what heat does in balance.</summary>
public sealed class VortexMotionTests
{
    private static readonly VortexOscillator Oscillator = new();
    private static readonly double Critical = Oscillator.Coefficients.FirstCritical.AmperesPerSquareMetre;
    private static readonly Duration Step = Duration.FromNanoseconds(2);

    [Theory]
    [InlineData(0)]
    [InlineData(0.9)]
    [InlineData(1.2)]
    [InlineData(1.45)]
    public void Step_WithoutHeat_IsTheClosedForm(double ratio)
    {
        var motion = new VortexMotion(Oscillator, Step, default, new VortexState(0.1, 0.3), RandomStream.For(1, "none"));
        for (int step = 0; step < 50; step++)
        {
            motion.Step(ratio * Critical);
        }

        VortexState exact = Oscillator.Advance(
            new VortexState(0.1, 0.3), CurrentDensity.FromAmperesPerSquareMetre(ratio * Critical), Step * 50);
        Assert.Equal(exact.Amplitude, motion.State.Amplitude, 1e-12);

        // The square of the amplitude is summed by trapezia.
        Assert.Equal(exact.PhaseRadians, motion.State.PhaseRadians, 1e-3);
    }

    [Fact]
    public void Step_HeatWithoutACurrent_KeepsTheThermalAmplitude()
    {
        var room = Temperature.FromKelvin(300);
        var motion = new VortexMotion(Oscillator, Step, room, new VortexState(0.03, 0), RandomStream.For(2, "heat"));
        double squares = 0;
        const int steps = 200_000;
        for (int step = 0; step < steps; step++)
        {
            motion.Step(0);
            squares += motion.State.Amplitude * motion.State.Amplitude / steps;
        }

        // 400 µs are 40,000 times the time in which a square is forgotten, 1/2Γ_G: 0.7 % of uncertainty.
        Assert.Equal(1, Math.Sqrt(squares) / Oscillator.Disk.ThermalAmplitude(room), 0.02);
    }

    [Fact]
    public void Step_BeyondTheLargestCurrentForADampingTime_ExpelsTheCore()
    {
        var motion = new VortexMotion(Oscillator, Step, default, new VortexState(0.5, 0), RandomStream.For(1, "none"));
        motion.Step(1.6 * Critical);
        Assert.False(motion.IsExpelled); // an overshoot of a generator
        for (int step = 0; step < 20; step++)
        {
            motion.Step(1.6 * Critical);
        }

        Assert.True(motion.IsExpelled);
        motion.Step(1.2 * Critical);
        Assert.Equal(0, motion.State.Amplitude);
    }
}
