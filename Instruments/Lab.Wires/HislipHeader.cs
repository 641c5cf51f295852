namespace Lab.Wires;

/// <summary>The header of a HiSLIP message (IVI-6.1, 2.2).</summary>
/// <param name="Type">The kind of message.</param>
/// <param name="Control">The control code.</param>
/// <param name="Parameter">The message parameter.</param>
/// <param name="Length">How many bytes follow.</param>
internal readonly record struct HislipHeader(HislipMessageType Type, byte Control, uint Parameter, ulong Length);
