using Lab.Models.Randomness;
using Lab.Quantities;

namespace Lab.Models.VortexOscillators;

/// <summary>A spin-torque oscillator whose free layer is a vortex: the orbit of its core in closed form, its phase, and the
/// resistance that is seen of it.</summary>
/// <remarks>The phase grows as dφ/dt = ω₀(1 + κs²), and R(t) = R + ½ΔR·(2/3)s·cos φ. Immutable and safe to share between
/// threads.</remarks>
public sealed record VortexOscillator
{
    // The resistance follows the mean magnetisation, which is 2/3 of the core's displacement.
    private const double MeanMagnetisation = 2.0 / 3;

    private readonly IVortexCoefficients? coefficients;

    /// <summary>The disk.</summary>
    public VortexDisk Disk { get; init; } = new();

    /// <summary>The coefficients of the orbit; those of the disk where no others are set.</summary>
    public IVortexCoefficients Coefficients
    {
        get => coefficients ?? Disk;
        init => coefficients = value;
    }

    /// <summary>κ, by which the frequency grows with s². An assumption: 0.2.</summary>
    public double FrequencyShift { get; init; } = 0.2;

    /// <summary>The resistance with the core in the centre. An assumption: 500 Ω.</summary>
    public Resistance MeanResistance { get; init; } = Resistance.FromOhms(500);

    /// <summary>ΔR between the antiparallel and the parallel state. An assumption: 400 Ω.</summary>
    public Resistance ResistanceSpan { get; init; } = Resistance.FromOhms(400);

    /// <summary>The state after a time at a current, without heat.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="current">The current density.</param>
    /// <param name="time">The time. Not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">The model does not hold at the current.</exception>
    public VortexState Advance(VortexState state, CurrentDensity current, Duration time)
    {
        VortexCoefficients at = Coefficients.At(current);
        double square = at.IntegralOfSquare(state.Amplitude, time.Seconds);
        return new VortexState(
            at.Advance(state.Amplitude, time.Seconds),
            state.PhaseRadians
                + (Disk.RestFrequency.RadiansPerSecond * (time.Seconds + (FrequencyShift * square))));
    }

    /// <summary>The same with heat, which pushes the core in the middle of the time: the splitting of Strang, whose error falls
    /// with the square of the time.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="current">The current density.</param>
    /// <param name="time">The time; short against the relaxation.</param>
    /// <param name="temperature">The temperature.</param>
    /// <param name="random">The numbers that the push is drawn from.</param>
    /// <exception cref="ArgumentOutOfRangeException">The model does not hold at the current.</exception>
    public VortexState Advance(
        VortexState state, CurrentDensity current, Duration time, Temperature temperature, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        VortexState half = Advance(state, current, time / 2);
        double deviation = Math.Sqrt(2 * Disk.DiffusionPerSecond(temperature) * time.Seconds);
        double along = half.Amplitude + (deviation * random.NextGaussian());
        double across = deviation * random.NextGaussian();
        var pushed = new VortexState(double.Hypot(along, across), half.PhaseRadians + Math.Atan2(across, along));
        return Advance(pushed, current, time / 2);
    }

    /// <summary>The resistance.</summary>
    /// <param name="state">The state of the core.</param>
    public Resistance ResistanceAt(VortexState state) => Resistance.FromOhms(
        MeanResistance.Ohms + (0.5 * ResistanceSpan.Ohms * MeanMagnetisation * state.Amplitude * Math.Cos(state.PhaseRadians)));
}
