using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Wires;

/// <summary>A VISA of any maker, through VISA.NET or through the C library. Its calls block.</summary>
internal interface IVisa
{
    /// <summary>The assembly or library file.</summary>
    string Name { get; }

    /// <summary>Maker and version.</summary>
    /// <exception cref="VisaUnusableException">The library does not work on this computer.</exception>
    string Describe();

    /// <summary>The resources that match a VISA expression such as <c>?*INSTR</c>; none where nothing is attached.</summary>
    /// <exception cref="VisaUnusableException">The library does not work on this computer.</exception>
    /// <exception cref="WireException">The search failed.</exception>
    IReadOnlyList<string> Find(string expression);

    /// <summary>Opens a session with an instrument: END at the last byte of a message, no termination character.</summary>
    /// <exception cref="VisaUnusableException">The library does not work on this computer.</exception>
    /// <exception cref="WireException">The instrument cannot be opened.</exception>
    IVisaSession Open(string resource, Duration timeout);
}
