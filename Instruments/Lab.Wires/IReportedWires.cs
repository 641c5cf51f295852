using Lab.Benches;
using Lab.Instruments.Wires;

namespace Lab.Wires;

/// <summary>A provider of wires that can say what this computer has for them, for <c>lab doctor</c>.</summary>
public interface IReportedWires : IWireProvider
{
    /// <summary>Looks for libraries and devices; opens no instrument.</summary>
    IReadOnlyList<WireReport> Report();
}
