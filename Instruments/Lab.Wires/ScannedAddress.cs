namespace Lab.Wires;

/// <summary>The finding of a scan at an address.</summary>
/// <param name="Address">The address, as a bench file takes it.</param>
/// <param name="Identity">The answer to <c>*IDN?</c>; <see langword="null"/> where nothing was asked or nothing answered.</param>
/// <param name="Remark">Why there is no identity, otherwise empty.</param>
public sealed record ScannedAddress(string Address, string? Identity, string Remark);
