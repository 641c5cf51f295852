using System.Numerics;
using Lab.Benches;
using Lab.Quantities;

namespace Lab.Mocks.Stages;

/// <summary>
/// A part of the sample on the virtual stage: a model with ports, to which terminals are wired. Twins reach it through the three
/// verbs of the stage alone: drive, sense, load.
/// </summary>
/// <remarks>The stage calls one part at a time, whatever the threads of the twins. A part that has been destroyed tells the stage
/// (<see cref="StageContext.Destroy"/>) and behaves as an open circuit from then on.</remarks>
public abstract class SamplePart
{
    /// <summary>Whether each shot finds the part as the first one did: all that it does by chance comes from
    /// <see cref="StageContext.RandomOfShots"/>, and nothing that lasts is changed by a shot.</summary>
    public virtual bool IsRenewedByShot => false;

    /// <summary>Takes up what a terminal drives from now on.</summary>
    /// <param name="at">The terminal with its port. A signal that the port cannot carry does nothing.</param>
    /// <param name="signal">The signal at the instrument's connector.</param>
    public abstract void Drive(WiringDefinition at, Signal signal);

    /// <summary>The value that a terminal senses, in SI units; 0 for what there is not, infinite for the voltage of an open
    /// circuit.</summary>
    /// <param name="at">The terminal with its port.</param>
    /// <param name="what">The sensed quantity.</param>
    /// <param name="interval">How long the instrument has integrated up to now; zero for a sample at this moment.</param>
    public virtual double Sense(WiringDefinition at, Sensed what, Duration interval) => 0;

    /// <summary>What a terminal senses over time, as an oscilloscope records it: in SI units, without the instrument's own
    /// errors. A part that knows no fast motion gives its value of the moment.</summary>
    /// <param name="at">The terminal with its port.</param>
    /// <param name="what">The sensed quantity.</param>
    /// <param name="startSeconds">Time of the first sample on the bench's clock, s.</param>
    /// <param name="samplesPerSecond">The rate. Positive.</param>
    /// <param name="samples">Receives the samples, shape [time].</param>
    public virtual void Capture(
        WiringDefinition at, Sensed what, double startSeconds, double samplesPerSecond, Span<double> samples) =>
            samples.Fill(Sense(at, what, default));

    /// <summary>The phasor that a terminal senses at one frequency, as a lock-in amplifier does, in SI units.</summary>
    /// <param name="at">The terminal with its port.</param>
    /// <param name="what">The sensed quantity.</param>
    /// <param name="frequency">The frequency: that of a modulation, or a multiple of it.</param>
    /// <returns>The phasor, rms: its real part is in phase with the sine of the modulation. 0 where nothing alternates at this
    /// frequency, infinite for the voltage of an open circuit.</returns>
    public virtual Complex SenseAt(WiringDefinition at, Sensed what, Frequency frequency) => Complex.Zero;

    /// <summary>The frequency at which what reaches a terminal is modulated; <see langword="null"/> where nothing is.</summary>
    /// <param name="at">The terminal with its port.</param>
    public virtual Frequency? ModulationAt(WiringDefinition at) => null;

    /// <summary>The load on a terminal.</summary>
    /// <param name="at">The terminal with its port.</param>
    public virtual Load LoadAt(WiringDefinition at) => Load.Open;

    /// <summary>The values that the part hides from every protocol at this moment, by name in SI units, for the validation of
    /// fits.</summary>
    public virtual IReadOnlyDictionary<string, double> Reveal() => new Dictionary<string, double>();

    /// <summary>Prepares a terminal to be sensed over intervals, for a part whose past has to be kept for it; without it such a
    /// part gives its value of the moment.</summary>
    /// <param name="at">The terminal with its port.</param>
    /// <param name="interval">The interval.</param>
    public virtual void KeepPast(WiringDefinition at, Duration interval)
    {
    }
}
