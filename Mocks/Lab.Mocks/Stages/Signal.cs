namespace Lab.Mocks.Stages;

/// <summary>What an instrument puts on a terminal: a constant, a tone, a sampled waveform, a burst of pulses.</summary>
public abstract record Signal;
