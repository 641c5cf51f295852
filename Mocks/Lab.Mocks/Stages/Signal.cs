namespace Lab.Mocks.Stages;

/// <summary>The signal that an instrument puts on a terminal: a constant, a tone, a sampled waveform, a burst of
/// pulses.</summary>
public abstract record Signal;
