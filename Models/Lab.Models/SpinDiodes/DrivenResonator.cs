using System.Numerics;
using Lab.Quantities;

namespace Lab.Models.SpinDiodes;

/// <summary>
/// The motion of a resonator under several tones at once (Leroux thesis, Eqs. 5.12 and 5.13), as one equation for the complex
/// amplitude c = √p·e^{iφ}, which has no singularity at rest: dc/dt = −[Γ(p) + iω(p)]c + Σ F_i e^{i(ψ_i − ω_i t)}.
/// </summary>
/// <remarks>Stepped by the classical Runge–Kutta method of fourth order in a frame that turns with the mean of the tones. The
/// rectified voltage is (β/γ²)·⟨Im(c·D*)⟩ with the drive D; for one tone that is Eq. 5.10.</remarks>
public sealed class DrivenResonator
{
    private readonly SpinDiode resonator;
    private readonly double frame;
    private readonly double[] detunings;

    /// <summary>Puts a resonator under tones.</summary>
    /// <param name="resonator">The resonator; its line has no symmetric part.</param>
    /// <param name="toneHertz">Frequencies of the tones in Hz, shape [tone].</param>
    public DrivenResonator(SpinDiode resonator, IReadOnlyList<double> toneHertz)
    {
        ArgumentNullException.ThrowIfNull(resonator);
        ArgumentNullException.ThrowIfNull(toneHertz);
        this.resonator = resonator;
        frame = Math.Tau * toneHertz.Average();
        detunings = [.. toneHertz.Select(tone => (Math.Tau * tone) - frame)];
    }

    /// <summary>The mean rectified voltage in V after a time in which the motion settles.</summary>
    /// <param name="powerWatts">Powers of the tones in W, shape [tone].</param>
    /// <param name="phases">Phases ψ of the tones in radians, shape [tone].</param>
    /// <param name="settleSeconds">Time before the mean, from rest.</param>
    /// <param name="averageSeconds">Time of the mean: a common period of the beats.</param>
    /// <param name="stepSeconds">Largest step.</param>
    public double MeanVoltage(
        ReadOnlySpan<double> powerWatts, ReadOnlySpan<double> phases, double settleSeconds, double averageSeconds,
        double stepSeconds)
    {
        Span<Complex> drives = stackalloc Complex[detunings.Length];
        SetDrives(powerWatts, phases, drives);

        int settling = (int)Math.Ceiling(settleSeconds / stepSeconds);
        Complex c = Complex.Zero;
        if (settling > 0)
        {
            Step(ref c, drives, settleSeconds / settling, settling, 0, out _);
        }

        int averaging = (int)Math.Ceiling(averageSeconds / stepSeconds);
        Step(ref c, drives, averageSeconds / averaging, averaging, settleSeconds, out double mean);
        return resonator.RectificationRadiansPerCoulomb / (resonator.DriveFactor * resonator.DriveFactor) * mean;
    }

    /// <summary>The amplitude after a time from rest.</summary>
    /// <param name="powerWatts">Powers of the tones in W, shape [tone].</param>
    /// <param name="seconds">The time.</param>
    /// <param name="steps">Steps of equal length.</param>
    public Complex AmplitudeAfter(ReadOnlySpan<double> powerWatts, double seconds, int steps)
    {
        Span<Complex> drives = stackalloc Complex[detunings.Length];
        for (int i = 0; i < drives.Length; i++)
        {
            drives[i] = resonator.DriveFactor * Math.Sqrt(powerWatts[i]);
        }

        Complex c = Complex.Zero;
        Step(ref c, drives, seconds / steps, steps, 0, out _);
        return c;
    }

    /// <summary>The horizontal component of the magnetisation, √p·cos φ, from rest.</summary>
    /// <param name="powerWatts">Powers of the tones in W, shape [tone].</param>
    /// <param name="phases">Phases ψ of the tones in radians, shape [tone].</param>
    /// <param name="intervalSeconds">Time from one number to the next; the first is one of them after the start.</param>
    /// <param name="stepsPerInterval">Steps of equal length in it.</param>
    /// <param name="horizontal">Receives the component, shape [time].</param>
    public void Move(
        ReadOnlySpan<double> powerWatts, ReadOnlySpan<double> phases, double intervalSeconds, int stepsPerInterval,
        Span<double> horizontal)
    {
        Span<Complex> drives = stackalloc Complex[detunings.Length];
        SetDrives(powerWatts, phases, drives);

        Complex c = Complex.Zero;
        for (int n = 0; n < horizontal.Length; n++)
        {
            Step(ref c, drives, intervalSeconds / stepsPerInterval, stepsPerInterval, n * intervalSeconds, out _);
            horizontal[n] = (c * Complex.FromPolarCoordinates(1, -frame * (n + 1) * intervalSeconds)).Real;
        }
    }

    /// <summary>The steady amplitude under one of the tones alone, at which
    /// <see cref="SpinDiode.OscillationPower(Frequency, Power)"/> is |c|², without the turning e^{−iωt}.</summary>
    /// <param name="tone">Index of the tone.</param>
    /// <param name="watts">Its power in W.</param>
    /// <param name="phase">Its phase ψ in radians.</param>
    public Complex SteadyAmplitude(int tone, double watts, double phase)
    {
        double turning = frame + detunings[tone];
        double p = resonator.OscillationPower(Frequency.FromHertz(turning / Math.Tau), Power.FromWatts(watts));
        return Complex.FromPolarCoordinates(resonator.DriveFactor * Math.Sqrt(watts), phase) / Restoring(p, turning);
    }

    // The drive is turned on by half a step at a time: two complex products a tone instead of sines and cosines.
    private void Step(ref Complex c, ReadOnlySpan<Complex> amplitudes, double step, int steps, double start, out double mean)
    {
        Span<Complex> tones = stackalloc Complex[amplitudes.Length];
        Span<Complex> turns = stackalloc Complex[amplitudes.Length];
        for (int i = 0; i < tones.Length; i++)
        {
            tones[i] = amplitudes[i] * Complex.FromPolarCoordinates(1, -detunings[i] * start);
            turns[i] = Complex.FromPolarCoordinates(1, -detunings[i] * step / 2);
        }

        double sum = 0;
        Complex drive = Sum(tones);
        for (int n = 0; n < steps; n++)
        {
            sum += (c * Complex.Conjugate(drive)).Imaginary;
            Complex k1 = Slope(c, drive);
            Turn(tones, turns);
            drive = Sum(tones);
            Complex k2 = Slope(c + (step / 2 * k1), drive);
            Complex k3 = Slope(c + (step / 2 * k2), drive);
            Turn(tones, turns);
            drive = Sum(tones);
            Complex k4 = Slope(c + (step * k3), drive);
            c += step / 6 * (k1 + (2 * k2) + (2 * k3) + k4);
        }

        mean = sum / steps;
    }

    private static Complex Sum(ReadOnlySpan<Complex> tones)
    {
        Complex sum = Complex.Zero;
        foreach (Complex tone in tones)
        {
            sum += tone;
        }

        return sum;
    }

    private static void Turn(Span<Complex> tones, ReadOnlySpan<Complex> turns)
    {
        for (int i = 0; i < tones.Length; i++)
        {
            tones[i] *= turns[i];
        }
    }

    private Complex Slope(Complex c, Complex drive)
    {
        double p = (c.Real * c.Real) + (c.Imaginary * c.Imaginary);
        return drive - (Restoring(p, frame) * c);
    }

    // Γ(p) + i(ω(p) − ω), what takes the amplitude back in a frame that turns with ω.
    private Complex Restoring(double p, double turning)
    {
        double omega0 = resonator.ResonanceFrequency.RadiansPerSecond;
        double width = resonator.Damping * omega0 * (1 + (resonator.DampingNonlinearity * p));
        double detuning = (omega0 * (1 + (resonator.FrequencyNonlinearity * p))) - turning;
        return new Complex(width, detuning);
    }

    private void SetDrives(ReadOnlySpan<double> powerWatts, ReadOnlySpan<double> phases, Span<Complex> drives)
    {
        for (int i = 0; i < drives.Length; i++)
        {
            drives[i] = Complex.FromPolarCoordinates(resonator.DriveFactor * Math.Sqrt(powerWatts[i]), phases[i]);
        }
    }
}
