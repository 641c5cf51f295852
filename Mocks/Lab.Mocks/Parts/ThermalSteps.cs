using Lab.Benches.Twins;
using Lab.Mocks.Stages;
using Lab.Models.Randomness;

namespace Lab.Mocks.Parts;

/// <summary>Steps of the thermal EMF, as a draught makes them: they come at random, each with a normal height,
/// and decay exponentially.</summary>
/// <remarks>Shot noise after a low pass: by Campbell's theorem its variance is rate · τ/2 · σ².</remarks>
/// <param name="leads">Height, rate and decay.</param>
/// <param name="random">The steps' own stream.</param>
/// <param name="startSeconds">The time at which there is none yet, s.</param>
internal sealed class ThermalSteps(LeadEffects leads, RandomStream random, double startSeconds)
{
    private readonly SteadyTime time = new(startSeconds);
    private double lastSeconds;
    private double lastVolts;
    private double nextSeconds = random.NextExponential() / leads.StepRate.Hertz;

    /// <summary>The voltage at a time, V.</summary>
    public double VoltsAt(double nowSeconds)
    {
        double elapsed = time.At(nowSeconds);
        while (nextSeconds <= elapsed)
        {
            lastVolts = Decayed(nextSeconds) + (leads.StepVoltage.Volts * random.NextGaussian());
            lastSeconds = nextSeconds;
            nextSeconds += random.NextExponential() / leads.StepRate.Hertz;
        }

        return Decayed(elapsed);
    }

    private double Decayed(double seconds) => lastVolts * Math.Exp((lastSeconds - seconds) / leads.StepTime.Seconds);
}
