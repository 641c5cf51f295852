using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.LockInAmplifiers;

/// <summary>A lock-in amplifier: one input, a reference whose sine can drive the sample, analogue outputs and inputs.</summary>
/// <remarks>All amplitudes are rms, as these instruments give and take them, but <see cref="Channels.Current"/>, which is the
/// peak.</remarks>
public interface ILockInAmplifier : IDrivesSample
{
    /// <summary>The kind, with four analogue outputs.</summary>
    static InstrumentKind Kind { get; } = new("a lock-in amplifier", typeof(ILockInAmplifier), LockInTerminals.Of(4, 4, default));

    /// <summary>How it demodulates now, as the instrument took it: values are those that it has.</summary>
    LockInSettings Settings { get; }

    /// <summary>The time after a change until a reading differs from its end by the part that the bench file allows.</summary>
    Duration SettlingTime { get; }

    /// <summary>Sets how it demodulates. Sine and analogue outputs stay as they are.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">The instrument has no such value, refuses, or does not answer.</exception>
    [DrivesNothing]
    ValueTask ConfigureAsync(LockInSettings settings, CancellationToken cancellationToken = default);

    /// <summary>Reads X and Y of one moment, after the output has settled since the last set-point on the bench.</summary>
    /// <exception cref="InstrumentException">Overloaded or without reference (<see cref="InstrumentFault.Overflow"/>), or no
    /// answer.</exception>
    ValueTask<LockInReading> ReadAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads X and Y as they are now, settled or not, overloaded or not.</summary>
    /// <exception cref="InstrumentException">No answer.</exception>
    ValueTask<LockInReading> ReadNowAsync(CancellationToken cancellationToken = default);

    /// <summary>The overloads since this was last asked; asking clears them.</summary>
    /// <exception cref="InstrumentException">No answer.</exception>
    ValueTask<LockInOverload> TakeOverloadAsync(CancellationToken cancellationToken = default);

    /// <summary>Sets the sine output's voltage, rms, without load.</summary>
    /// <exception cref="InstrumentException">Outside a limit (nothing was sent), refused, or no answer.</exception>
    ValueTask SetSineAsync(Voltage rms, CancellationToken cancellationToken = default);

    /// <summary>Reads the sine output's voltage back.</summary>
    /// <exception cref="InstrumentException">No answer.</exception>
    ValueTask<Voltage> GetSineAsync(CancellationToken cancellationToken = default);

    /// <summary>Sets the sine so that a peak current can flow at most: into a short, through the series resistance of the bench
    /// file.</summary>
    /// <exception cref="InstrumentException">Outside a limit (nothing was sent), refused, or no answer.</exception>
    ValueTask SetSineCurrentAsync(Current peak, CancellationToken cancellationToken = default);

    /// <summary>The peak current that the sine can drive at most, by its voltage as it is read back.</summary>
    /// <exception cref="InstrumentException">No answer.</exception>
    ValueTask<Current> GetSineCurrentAsync(CancellationToken cancellationToken = default);

    /// <summary>Sets the frequency of the internal reference, which is that of the sine.</summary>
    /// <exception cref="InstrumentException">Outside a limit (nothing was sent), refused, or no answer.</exception>
    ValueTask SetFrequencyAsync(Frequency frequency, CancellationToken cancellationToken = default);

    /// <summary>Reads the reference frequency.</summary>
    /// <exception cref="InstrumentException">No answer.</exception>
    ValueTask<Frequency> GetFrequencyAsync(CancellationToken cancellationToken = default);

    /// <summary>Sets an analogue output.</summary>
    /// <param name="output">Its number, from 1.</param>
    /// <param name="voltage">The voltage.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">Outside a limit (nothing was sent), refused, or no answer.</exception>
    ValueTask SetAuxAsync(int output, Voltage voltage, CancellationToken cancellationToken = default);

    /// <summary>Reads the voltage back that an analogue output is set to.</summary>
    /// <param name="output">Its number, from 1.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">No answer.</exception>
    ValueTask<Voltage> GetAuxAsync(int output, CancellationToken cancellationToken = default);

    /// <summary>Measures an analogue input.</summary>
    /// <param name="input">Its number, from 1.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">No answer.</exception>
    ValueTask<Voltage> ReadAuxAsync(int input, CancellationToken cancellationToken = default);
}
