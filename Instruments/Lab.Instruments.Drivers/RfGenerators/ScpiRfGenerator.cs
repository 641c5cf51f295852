using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.RfGenerators;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.RfGenerators;

/// <summary>RF generators that can key their tone by a square wave.</summary>
public abstract class ScpiRfGenerator : ScpiToneGenerator, ISquareModulation
{
    /// <summary>Creates the driver on an open session.</summary>
    protected ScpiRfGenerator(InstrumentSession session)
        : base(session)
    {
    }

    /// <inheritdoc/>
    public ValueTask ModulateAsync(Frequency? frequency, CancellationToken cancellationToken = default)
    {
        if (frequency is { } wanted && !(wanted.Hertz > 0 && double.IsFinite(wanted.Hertz)))
        {
            throw new InstrumentException(
                InstrumentFault.Limit, $"{wanted.Hertz} Hz is not a modulation frequency", Name, "Choose one above zero.");
        }

        return Session.SendAsync(
            frequency is { } hertz ? ModulationCommand(hertz.Hertz) : NoModulationCommand, cancellationToken);
    }

    /// <summary>The commands that key the tone at a frequency, half of the time on.</summary>
    /// <param name="hertz">The frequency, Hz.</param>
    protected abstract string ModulationCommand(double hertz);

    /// <summary>The commands that end the modulation.</summary>
    protected abstract string NoModulationCommand { get; }
}
