using Lab.Protocols.Chains;

namespace Lab.Protocols.Mac;

/// <summary>Settings of <see cref="MacProtocol"/>; the defaults are those of Leroux' thesis, section 5.3.2.3.</summary>
public sealed record MacSettings : CharacterisationSettings;
