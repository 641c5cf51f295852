using Lab.Instruments.Drivers.Sessions;

namespace Lab.Instruments.Drivers.RfGenerators;

/// <summary>Keysight (formerly Agilent) E8257D PSG analog signal generator.</summary>
public sealed class KeysightE8257D : ScpiRfGenerator
{
    /// <summary>Creates the driver on an open session.</summary>
    public KeysightE8257D(InstrumentSession session)
        : base(session)
    {
    }

    /// <summary>The driver as bench files name it.</summary>
    public static DriverDescription Description { get; } = new()
    {
        Name = "keysight-e8257d",
        Kind = InstrumentKind.RfGenerator,
        Summary = "Keysight E8257D PSG analog signal generator",
        Create = context => new KeysightE8257D(context.Session()),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models { get; } = ["E8257D"];

    /// <summary>Continuous wave of fixed level, no modulation: a preset leaves the modulation switch on, and what earlier users
    /// left on would add tones to the sample.</summary>
    protected override ValueTask InitializeAsync(CancellationToken cancellationToken) =>
        Session.SendAsync(":SOUR:FREQ:MODE CW;:SOUR:POW:MODE FIX;:OUTP:MOD 0", cancellationToken);
}
