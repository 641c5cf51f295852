namespace Lab.Mocks.Parts;

/// <summary>An envelope, whose times count from the trigger of its generator.</summary>
/// <param name="Envelope">The envelope.</param>
/// <param name="OriginSeconds">The trigger, as a time since the epoch of the window that was asked for, s.</param>
internal sealed record PlacedEnvelope(CarrierEnvelope Envelope, double OriginSeconds);
