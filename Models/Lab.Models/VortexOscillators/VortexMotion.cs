using Lab.Models.Randomness;
using Lab.Quantities;

namespace Lab.Models.VortexOscillators;

/// <summary>The motion of a vortex core under a current that changes in time, in short steps of one length: the closed form over
/// each of them, and a push of the heat between two (the splitting of Strang).</summary>
/// <remarks>
/// <para>The same oscillator as <see cref="VortexOscillator.Advance(VortexState, CurrentDensity, Duration, Temperature,
/// RandomStream)"/>, with coefficients that are looked up once. At a step of a tenth of the damping time the amplitude is within
/// 0.1 % of it.</para>
/// <para>Beyond the largest current of the coefficients the model does not hold: there the orbit goes on as at the largest one,
/// and after a damping time in a row the core has left the disk, and stays away until a new motion begins [assumption]. Below the
/// smallest current it is damped as at the smallest one [assumption]. Not safe to share between threads.</para>
/// </remarks>
public sealed class VortexMotion
{
    private readonly double[] knots;
    private readonly VortexCoefficients[] values;
    private readonly double stepSeconds;
    private readonly double push;
    private readonly double turn;
    private readonly double shift;
    private readonly int stepsToLeave;
    private readonly RandomStream random;
    private int stepsBeyond;

    /// <summary>Begins a motion.</summary>
    /// <param name="oscillator">The oscillator.</param>
    /// <param name="step">The step; short against the damping time. Positive.</param>
    /// <param name="temperature">The temperature.</param>
    /// <param name="start">Where the core is.</param>
    /// <param name="random">The numbers that the pushes of the heat are drawn from.</param>
    public VortexMotion(
        VortexOscillator oscillator, Duration step, Temperature temperature, VortexState start, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(oscillator);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step.Seconds);
        (stepSeconds, this.random, State) = (step.Seconds, random, start);
        knots = [.. oscillator.Coefficients.KnotAmperesPerSquareMetre];
        values = [.. knots.Select(knot => oscillator.Coefficients.At(CurrentDensity.FromAmperesPerSquareMetre(knot)))];
        push = Math.Sqrt(2 * oscillator.Disk.DiffusionPerSecond(temperature) * step.Seconds);
        turn = oscillator.Disk.RestFrequency.RadiansPerSecond;
        shift = oscillator.FrequencyShift;
        stepsToLeave = (int)Math.Ceiling(1 / (oscillator.Disk.DampingPerSecond * step.Seconds));
    }

    /// <summary>Where the core is; the phase grows from step to step and is not wrapped.</summary>
    public VortexState State { get; private set; }

    /// <summary>Whether a current that was too large expelled the core.</summary>
    public bool IsExpelled { get; private set; }

    /// <summary>Goes on by a step.</summary>
    /// <param name="amperesPerSquareMetre">The current density over the step, A/m².</param>
    public void Step(double amperesPerSquareMetre)
    {
        stepsBeyond = amperesPerSquareMetre > knots[^1] ? stepsBeyond + 1 : 0;
        IsExpelled |= stepsBeyond > stepsToLeave;
        if (IsExpelled)
        {
            State = State with { Amplitude = 0 };
            return;
        }

        VortexCoefficients at = CoefficientsAt(Math.Clamp(amperesPerSquareMetre, knots[0], knots[^1]));
        double before = State.Amplitude;
        double half = at.Advance(before, stepSeconds / 2);
        double along = half;
        double phase = State.PhaseRadians;
        if (push > 0)
        {
            along += push * random.NextGaussian();
            double across = push * random.NextGaussian();
            phase += Math.Atan2(across, along);
            along = double.Hypot(along, across);
        }

        double after = at.Advance(along, stepSeconds / 2);

        // The trapezium on either side of the push.
        double square = ((before * before) + (half * half) + (along * along) + (after * after)) / 4;
        State = new VortexState(after, phase + (turn * stepSeconds * (1 + (shift * square))));
    }

    private VortexCoefficients CoefficientsAt(double density)
    {
        int above = 1;
        while (above < knots.Length - 1 && density > knots[above])
        {
            above++;
        }

        (VortexCoefficients low, VortexCoefficients high) = (values[above - 1], values[above]);
        double part = (density - knots[above - 1]) / (knots[above] - knots[above - 1]);
        return new VortexCoefficients(
            low.GrowthPerSecond + (part * (high.GrowthPerSecond - low.GrowthPerSecond)),
            low.SaturationPerSecond + (part * (high.SaturationPerSecond - low.SaturationPerSecond)),
            low.Exponent + (part * (high.Exponent - low.Exponent)));
    }
}
