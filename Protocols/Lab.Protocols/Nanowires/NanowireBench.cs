using Lab.Instruments;
using Lab.Instruments.DaqCards;
using Lab.Instruments.Electromagnets;
using Lab.Runs.Protocols;

namespace Lab.Protocols.Nanowires;

/// <summary>The instruments of the protocols of domain walls.</summary>
internal static class NanowireBench
{
    /// <summary>The role of the card.</summary>
    public const string CardRole = "daq";

    /// <summary>The role of the pulse generator.</summary>
    public const string PulserRole = "pulser";

    /// <summary>The role of the magnet.</summary>
    public const string MagnetRole = "magnet";

    /// <summary>The shipped bench.</summary>
    public const string Name = "nanowire";

    /// <summary>What the protocols need.</summary>
    public static IReadOnlyList<InstrumentNeed> Needs { get; } =
    [
        new(CardRole, IDaqCard.Kind, "plays the field, records field and Kerr signal, fires the pulses"),
        new(MagnetRole, IWaveformMagnet.Kind, "makes the field along the wire"),
        new(PulserRole, InstrumentKind.PulseGenerator, "injects domain walls, triggered by the card's counter"),
    ];
}
